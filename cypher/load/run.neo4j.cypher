// doc: Runs of methods whose results are stored.
// columns: id, edition, province, method, parameters, code_version, created_at, edges, money_cover
// mode: load
UNWIND $rows AS row
CREATE (n:StagedRun)
SET n = row
