// doc: What the checks found.
// columns: id, position, part, severity, code, place, expected, found, consequence
// mode: load
UNWIND $rows AS row
CREATE (n:StagedFinding)
SET n = row
