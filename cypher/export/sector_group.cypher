// doc: Sector groups. As the load query of this name takes them.
// returns: code, position:int, name_en, name_zh, name_zh_hant
// mode: internal
MATCH (n:SectorGroup)
RETURN n.code AS code, n.position AS position, n.name_en AS name_en, n.name_zh AS name_zh, n.name_zh_hant AS
  name_zh_hant
ORDER BY code
