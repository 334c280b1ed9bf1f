// doc: Edition to its classification.
// columns: from, to
// mode: load
UNWIND $rows AS row
MATCH (a:StagedEdition {id: row.from})
MATCH (b:StagedClassification {code: row.to})
CREATE (a)-[:USES]->(b)
