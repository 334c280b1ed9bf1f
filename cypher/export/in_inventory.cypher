// doc: Entry to its inventory. As the load query of this name takes them.
// returns: from, to
// mode: internal
MATCH (a:InventoryEntry)-[r:IN_INVENTORY]->(b:InventoryYear)
RETURN a.id AS `from`, b.id AS `to`
ORDER BY `from`, `to`
