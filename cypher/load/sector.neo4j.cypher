// doc: Sectors of both classes.
// columns: code, position, name_en, name_zh, name_zh_hant, short_en, short_zh, short_zh_hant
// mode: load
UNWIND $rows AS row
CREATE (n:StagedSector)
SET n = row
