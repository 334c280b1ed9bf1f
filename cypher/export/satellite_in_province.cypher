// doc: Entry of a satellite account to province. As the load query of this name takes them.
// returns: from, to
// mode: internal
MATCH (a:SatelliteEntry)-[r:IN_PROVINCE]->(b:Province)
RETURN a.id AS `from`, b.code AS `to`
ORDER BY `from`, `to`
