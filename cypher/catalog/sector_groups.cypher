// doc: Groups of sectors, in the order of legends.
// returns: code, position:int, name_en, name_zh, name_zh_hant
// mode: read
MATCH (g:SectorGroup)
RETURN g.code AS code, g.position AS position, g.name_en AS name_en, g.name_zh AS name_zh, g.name_zh_hant AS name_zh_hant
ORDER BY position
