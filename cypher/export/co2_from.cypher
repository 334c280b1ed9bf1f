// doc: Edition to the inventories that give, or could give, its emissions. As the load query of this name takes them.
// returns: from, to
// mode: internal
MATCH (a:Edition)-[r:CO2_FROM]->(b:Source)
RETURN a.id AS `from`, b.id AS `to`
ORDER BY `from`, `to`
