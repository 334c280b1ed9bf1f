// doc: Deflator to its source.
// columns: from, to
// mode: load
UNWIND $rows AS row
MATCH (a:StagedDeflator {id: row.from})
MATCH (b:StagedSource {id: row.to})
CREATE (a)-[:READ_FROM]->(b)
