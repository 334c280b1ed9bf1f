// doc: Point to its scenario. As the load query of this name takes them.
// returns: from, to
// mode: internal
MATCH (a:ScenarioPoint)-[r:OF_SCENARIO]->(b:Scenario)
RETURN a.id AS `from`, b.id AS `to`
ORDER BY `from`, `to`
