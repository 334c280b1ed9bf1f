// doc: Inventory sector to the sectors of a classification, with weights.
// columns: from, to, classification, weight, status
// mode: load
UNWIND $rows AS row
MATCH (a:StagedInventorySector {code: row.from})
MATCH (b:StagedSector {code: row.to})
CREATE (a)-[:MAPS_TO {classification: row.classification, weight: row.weight, status: row.status}]->(b)
