// doc: Sector to its group.
// columns: from, to
// mode: load
UNWIND $rows AS row
MATCH (a:StagedSector {code: row.from})
MATCH (b:StagedSectorGroup {code: row.to})
CREATE (a)-[:IN_GROUP]->(b)
