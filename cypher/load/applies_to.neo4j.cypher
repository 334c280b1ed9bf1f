// doc: Point of a scenario to sector group.
// columns: from, to
// mode: load
UNWIND $rows AS row
MATCH (a:StagedScenarioPoint {id: row.from})
MATCH (b:StagedSectorGroup {code: row.to})
CREATE (a)-[:APPLIES_TO]->(b)
