// doc: Direct suppliers of an industry, largest flow first.
// params: industry, limit:int
// returns: id, name_en, name_zh, name_zh_hant, value_mcny:float
// mode: read
MATCH (s:Industry)-[f:SUPPLIES]->(c:Industry {id: $industry})
RETURN s.id AS id, s.name_en AS name_en, s.name_zh AS name_zh, s.name_zh_hant AS name_zh_hant, f.value_mcny AS value_mcny
ORDER BY value_mcny DESC, id
LIMIT $limit
