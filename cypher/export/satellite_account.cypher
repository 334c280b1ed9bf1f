// doc: Satellite accounts: energy, methane, jobs. As the load query of this name takes them.
// returns: id, unit, name_en, name_zh, name_zh_hant, source
// mode: internal
MATCH (n:SatelliteAccount)
RETURN n.id AS id, n.unit AS unit, n.name_en AS name_en, n.name_zh AS name_zh, n.name_zh_hant AS name_zh_hant,
  n.source AS source
ORDER BY id
