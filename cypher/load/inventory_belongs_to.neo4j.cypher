// doc: Inventory sector to its classification.
// columns: from, to, number
// mode: load
UNWIND $rows AS row
MATCH (a:StagedInventorySector {code: row.from})
MATCH (b:StagedClassification {code: row.to})
CREATE (a)-[:BELONGS_TO {number: row.number}]->(b)
