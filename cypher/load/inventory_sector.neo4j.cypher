// doc: Sectors of the emission inventories.
// columns: code, number, households, name_en, name_zh, name_zh_hant
// mode: load
UNWIND $rows AS row
CREATE (n:StagedInventorySector)
SET n = row
