// doc: Provinces in the order of the tables, with their place on the tile map.
// returns: code, gb_code, position:int, region, grid_row:int, grid_col:int, name_en, name_zh, name_zh_hant
// mode: read
MATCH (p:Province)
RETURN p.code AS code, p.gb_code AS gb_code, p.position AS position, p.region AS region,
  p.grid_row AS grid_row, p.grid_col AS grid_col, p.name_en AS name_en, p.name_zh AS name_zh, p.name_zh_hant AS name_zh_hant
ORDER BY position
