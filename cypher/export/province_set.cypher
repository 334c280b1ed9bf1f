// doc: Sets of provinces, ours and users' own. As the load query of this name takes them.
// returns: code, position:int, shipped:bool, name_en, name_zh, name_zh_hant, source
// mode: internal
MATCH (n:ProvinceSet)
RETURN n.code AS code, n.position AS position, n.shipped AS shipped, n.name_en AS name_en, n.name_zh AS name_zh,
  n.name_zh_hant AS name_zh_hant, n.source AS source
ORDER BY code
