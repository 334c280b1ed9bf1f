// doc: Sector to classification, with its number there. As the load query of this name takes them.
// returns: from, to, number:int
// mode: internal
MATCH (a:Sector)-[r:BELONGS_TO]->(b:Classification)
RETURN a.code AS `from`, b.code AS `to`, r.number AS number
ORDER BY `from`, `to`
