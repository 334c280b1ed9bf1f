// doc: Sectors of both classes. As the load query of this name takes them.
// returns: code, position:int, name_en, name_zh, name_zh_hant, short_en, short_zh, short_zh_hant
// mode: internal
MATCH (n:Sector)
RETURN n.code AS code, n.position AS position, n.name_en AS name_en, n.name_zh AS name_zh, n.name_zh_hant AS
  name_zh_hant, n.short_en AS short_en, n.short_zh AS short_zh, n.short_zh_hant AS short_zh_hant
ORDER BY code
