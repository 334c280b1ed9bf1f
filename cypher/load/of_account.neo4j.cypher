// doc: Entry to its satellite account.
// columns: from, to
// mode: load
UNWIND $rows AS row
MATCH (a:StagedSatelliteEntry {id: row.from})
MATCH (b:StagedSatelliteAccount {id: row.to})
CREATE (a)-[:OF_ACCOUNT]->(b)
