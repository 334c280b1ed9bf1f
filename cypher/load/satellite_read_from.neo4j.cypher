// doc: SatelliteAccount to its source.
// columns: from, to
// mode: load
UNWIND $rows AS row
MATCH (a:StagedSatelliteAccount {id: row.from})
MATCH (b:StagedSource {id: row.to})
CREATE (a)-[:READ_FROM]->(b)
