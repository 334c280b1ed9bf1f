// doc: Cities of the city inventories.
// columns: code, province, name_en, name_zh, name_zh_hant
// mode: load
UNWIND $rows AS row
CREATE (n:StagedCity)
SET n = row
