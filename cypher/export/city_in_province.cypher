// doc: City to province. As the load query of this name takes them.
// returns: from, to
// mode: internal
MATCH (a:City)-[r:IN_PROVINCE]->(b:Province)
RETURN a.code AS `from`, b.code AS `to`
ORDER BY `from`, `to`
