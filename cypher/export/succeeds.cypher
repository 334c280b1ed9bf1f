// doc: Sector of the 2017 class to the sector of the 2012 class that it succeeds. As the load query of this name takes them.
// returns: from, to, weight:float
// mode: internal
MATCH (a:Sector)-[r:SUCCEEDS]->(b:Sector)
RETURN a.code AS `from`, b.code AS `to`, r.weight AS weight
ORDER BY `from`, `to`
