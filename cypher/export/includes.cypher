// doc: Province set to its provinces. As the load query of this name takes them.
// returns: from, to
// mode: internal
MATCH (a:ProvinceSet)-[r:INCLUDES]->(b:Province)
RETURN a.code AS `from`, b.code AS `to`
ORDER BY `from`, `to`
