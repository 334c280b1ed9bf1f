// doc: Edition to its classification. As the load query of this name takes them.
// returns: from, to
// mode: internal
MATCH (a:Edition)-[r:USES]->(b:Classification)
RETURN a.id AS `from`, b.code AS `to`
ORDER BY `from`, `to`
