// doc: Direct customers of an industry, largest flow first.
// params: industry, limit:int
// returns: id, name_en, name_zh, name_zh_hant, value_mcny:float
// mode: read
MATCH (s:Industry {id: $industry})-[f:SUPPLIES]->(c:Industry)
RETURN c.id AS id, c.name_en AS name_en, c.name_zh AS name_zh, c.name_zh_hant AS name_zh_hant, f.value_mcny AS value_mcny
ORDER BY value_mcny DESC, id
LIMIT $limit
