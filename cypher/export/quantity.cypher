// doc: The data dictionary. As the load query of this name takes them.
// returns: id, label, property, unit, indicator:bool, visceads, name_en, name_zh, name_zh_hant, description_en, description_zh, description_zh_hant, source
// mode: internal
MATCH (n:Quantity)
RETURN n.id AS id, n.label AS label, n.property AS property, n.unit AS unit, n.indicator AS indicator, n.visceads AS
  visceads, n.name_en AS name_en, n.name_zh AS name_zh, n.name_zh_hant AS name_zh_hant, n.description_en AS
  description_en, n.description_zh AS description_zh, n.description_zh_hant AS description_zh_hant, n.source AS source
ORDER BY id
