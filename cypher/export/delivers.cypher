// doc: Flows from industries to final use. As the load query of this name takes them.
// returns: from, to, value_mcny:float
// mode: internal
MATCH (a:Industry)-[r:DELIVERS]->(b:FinalUse)
RETURN a.id AS `from`, b.id AS `to`, r.value_mcny AS value_mcny
ORDER BY `from`, `to`
