// doc: Sector classifications.
// columns: code, sectors, name_en, name_zh, name_zh_hant, source
// mode: load
UNWIND $rows AS row
CREATE (n:StagedClassification)
SET n = row
