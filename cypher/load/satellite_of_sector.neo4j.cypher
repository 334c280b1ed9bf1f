// doc: Entry of a satellite account to sector.
// columns: from, to
// mode: load
UNWIND $rows AS row
MATCH (a:StagedSatelliteEntry {id: row.from})
MATCH (b:StagedSector {code: row.to})
CREATE (a)-[:OF_SECTOR]->(b)
