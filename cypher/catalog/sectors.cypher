// doc: Sectors of both classes with their group.
// returns: code, position:int, group_code, name_en, name_zh, name_zh_hant, short_en, short_zh, short_zh_hant
// mode: read
MATCH (s:Sector)-[:IN_GROUP]->(g:SectorGroup)
RETURN s.code AS code, s.position AS position, g.code AS group_code, s.name_en AS name_en, s.name_zh AS name_zh, s.name_zh_hant AS name_zh_hant,
  s.short_en AS short_en, s.short_zh AS short_zh, s.short_zh_hant AS short_zh_hant
ORDER BY position
