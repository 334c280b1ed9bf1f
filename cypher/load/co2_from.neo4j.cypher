// doc: Edition to the inventories that give, or could give, its emissions.
// columns: from, to
// mode: load
UNWIND $rows AS row
MATCH (a:StagedEdition {id: row.from})
MATCH (b:StagedSource {id: row.to})
CREATE (a)-[:CO2_FROM]->(b)
