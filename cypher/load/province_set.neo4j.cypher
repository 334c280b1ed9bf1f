// doc: Sets of provinces, ours and users' own.
// columns: code, position, shipped, name_en, name_zh, name_zh_hant, source
// mode: load
UNWIND $rows AS row
CREATE (n:StagedProvinceSet)
SET n = row
