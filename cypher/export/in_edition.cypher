// doc: Industry to edition. As the load query of this name takes them.
// returns: from, to
// mode: internal
MATCH (a:Industry)-[r:IN_EDITION]->(b:Edition)
RETURN a.id AS `from`, b.id AS `to`
ORDER BY `from`, `to`
