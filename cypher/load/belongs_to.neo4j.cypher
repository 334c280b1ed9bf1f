// doc: Sector to classification, with its number there.
// columns: from, to, number
// mode: load
UNWIND $rows AS row
MATCH (a:StagedSector {code: row.from})
MATCH (b:StagedClassification {code: row.to})
CREATE (a)-[:BELONGS_TO {number: row.number}]->(b)
