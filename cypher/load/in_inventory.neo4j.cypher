// doc: Entry to its inventory.
// columns: from, to
// mode: load
UNWIND $rows AS row
MATCH (a:StagedInventoryEntry {id: row.from})
MATCH (b:StagedInventoryYear {id: row.to})
CREATE (a)-[:IN_INVENTORY]->(b)
