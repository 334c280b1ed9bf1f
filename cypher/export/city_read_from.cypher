// doc: City to its source. As the load query of this name takes them.
// returns: from, to
// mode: internal
MATCH (a:City)-[r:READ_FROM]->(b:Source)
RETURN a.code AS `from`, b.id AS `to`
ORDER BY `from`, `to`
