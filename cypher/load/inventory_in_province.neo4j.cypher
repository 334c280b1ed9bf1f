// doc: Inventory to province.
// columns: from, to
// mode: load
UNWIND $rows AS row
MATCH (a:StagedInventoryYear {id: row.from})
MATCH (b:StagedProvince {code: row.to})
CREATE (a)-[:IN_PROVINCE]->(b)
