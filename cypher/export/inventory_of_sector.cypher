// doc: Entry of an inventory to its sector. As the load query of this name takes them.
// returns: from, to
// mode: internal
MATCH (a:InventoryEntry)-[r:OF_SECTOR]->(b:InventorySector)
RETURN a.id AS `from`, b.code AS `to`
ORDER BY `from`, `to`
