// doc: Deflator to its source. As the load query of this name takes them.
// returns: from, to
// mode: internal
MATCH (a:Deflator)-[r:READ_FROM]->(b:Source)
RETURN a.id AS `from`, b.id AS `to`
ORDER BY `from`, `to`
