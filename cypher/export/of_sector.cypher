// doc: Industry to sector. As the load query of this name takes them.
// returns: from, to
// mode: internal
MATCH (a:Industry)-[r:OF_SECTOR]->(b:Sector)
RETURN a.id AS `from`, b.code AS `to`
ORDER BY `from`, `to`
