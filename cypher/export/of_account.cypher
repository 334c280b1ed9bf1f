// doc: Entry to its satellite account. As the load query of this name takes them.
// returns: from, to
// mode: internal
MATCH (a:SatelliteEntry)-[r:OF_ACCOUNT]->(b:SatelliteAccount)
RETURN a.id AS `from`, b.id AS `to`
ORDER BY `from`, `to`
