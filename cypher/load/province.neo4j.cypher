// doc: Provinces.
// columns: code, gb_code, position, region, grid_row, grid_col, name_en, name_zh, name_zh_hant
// mode: load
UNWIND $rows AS row
CREATE (n:StagedProvince)
SET n = row
