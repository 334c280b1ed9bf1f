// doc: Point of a scenario to sector group. As the load query of this name takes them.
// returns: from, to
// mode: internal
MATCH (a:ScenarioPoint)-[r:APPLIES_TO]->(b:SectorGroup)
RETURN a.id AS `from`, b.code AS `to`
ORDER BY `from`, `to`
