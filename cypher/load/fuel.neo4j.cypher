// doc: Fuels of the inventories, and processes.
// columns: code, position, name_en, name_zh, name_zh_hant
// mode: load
UNWIND $rows AS row
CREATE (n:StagedFuel)
SET n = row
