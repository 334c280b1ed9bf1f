// doc: Finding to the source that it is about. As the load query of this name takes them.
// returns: from, to
// mode: internal
MATCH (a:Finding)-[r:FOUND_IN]->(b:Source)
RETURN a.id AS `from`, b.id AS `to`
ORDER BY `from`, `to`
