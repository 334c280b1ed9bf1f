// doc: Scenarios.
// columns: id, name_en, name_zh, name_zh_hant, source
// mode: load
UNWIND $rows AS row
CREATE (n:StagedScenario)
SET n = row
