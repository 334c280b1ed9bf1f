// doc: Inventory sector to the sectors of a classification, with weights. As the load query of this name takes them.
// returns: from, to, classification, weight:float, status
// mode: internal
MATCH (a:InventorySector)-[r:MAPS_TO]->(b:Sector)
RETURN a.code AS `from`, b.code AS `to`, r.classification AS classification, r.weight AS weight, r.status AS status
ORDER BY `from`, `to`, classification
