// doc: Provinces. As the load query of this name takes them.
// returns: code, gb_code, position:int, region, grid_row:int, grid_col:int, name_en, name_zh, name_zh_hant
// mode: internal
MATCH (n:Province)
RETURN n.code AS code, n.gb_code AS gb_code, n.position AS position, n.region AS region, n.grid_row AS grid_row,
  n.grid_col AS grid_col, n.name_en AS name_en, n.name_zh AS name_zh, n.name_zh_hant AS name_zh_hant
ORDER BY code
