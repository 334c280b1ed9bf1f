// doc: Inventory sector to its classification. As the load query of this name takes them.
// returns: from, to, number:int
// mode: internal
MATCH (a:InventorySector)-[r:BELONGS_TO]->(b:Classification)
RETURN a.code AS `from`, b.code AS `to`, r.number AS number
ORDER BY `from`, `to`
