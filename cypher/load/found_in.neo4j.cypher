// doc: Finding to the source that it is about.
// columns: from, to
// mode: load
UNWIND $rows AS row
MATCH (a:StagedFinding {id: row.from})
MATCH (b:StagedSource {id: row.to})
CREATE (a)-[:FOUND_IN]->(b)
