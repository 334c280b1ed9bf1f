// doc: Satellite accounts: energy, methane, jobs.
// columns: id, unit, name_en, name_zh, name_zh_hant, source
// mode: load
UNWIND $rows AS row
CREATE (n:StagedSatelliteAccount)
SET n = row
