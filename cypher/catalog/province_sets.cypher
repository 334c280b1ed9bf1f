// doc: Sets of provinces with their members, shipped ones first, then a user's own.
// returns: code, position:int, shipped:bool, name_en, name_zh, name_zh_hant, source, province
// mode: read
MATCH (s:ProvinceSet)-[:INCLUDES]->(p:Province)
RETURN s.code AS code, s.position AS position, s.shipped AS shipped, s.name_en AS name_en, s.name_zh AS name_zh,
  s.name_zh_hant AS name_zh_hant, s.source AS source, p.code AS province
ORDER BY position, code, p.position
