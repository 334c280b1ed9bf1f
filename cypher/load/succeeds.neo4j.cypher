// doc: Sector of the 2017 class to the sector of the 2012 class that it succeeds.
// columns: from, to, weight
// mode: load
UNWIND $rows AS row
MATCH (a:StagedSector {code: row.from})
MATCH (b:StagedSector {code: row.to})
CREATE (a)-[:SUCCEEDS {weight: row.weight}]->(b)
