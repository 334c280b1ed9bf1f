// doc: Sector groups.
// columns: code, position, name_en, name_zh, name_zh_hant
// mode: load
UNWIND $rows AS row
CREATE (n:StagedSectorGroup)
SET n = row
