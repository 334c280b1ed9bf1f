// doc: Industry to province. As the load query of this name takes them.
// returns: from, to
// mode: internal
MATCH (a:Industry)-[r:IN_PROVINCE]->(b:Province)
RETURN a.id AS `from`, b.code AS `to`
ORDER BY `from`, `to`
