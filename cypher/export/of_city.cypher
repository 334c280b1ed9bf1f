// doc: Emission to city. As the load query of this name takes them.
// returns: from, to
// mode: internal
MATCH (a:CityEmission)-[r:OF_CITY]->(b:City)
RETURN a.id AS `from`, b.code AS `to`
ORDER BY `from`, `to`
