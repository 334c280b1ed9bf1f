// doc: Entry of an inventory to its sector.
// columns: from, to
// mode: load
UNWIND $rows AS row
MATCH (a:StagedInventoryEntry {id: row.from})
MATCH (b:StagedInventorySector {code: row.to})
CREATE (a)-[:OF_SECTOR]->(b)
