// doc: Sector to its group. As the load query of this name takes them.
// returns: from, to
// mode: internal
MATCH (a:Sector)-[r:IN_GROUP]->(b:SectorGroup)
RETURN a.code AS `from`, b.code AS `to`
ORDER BY `from`, `to`
