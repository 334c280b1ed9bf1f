// doc: Point to its scenario.
// columns: from, to
// mode: load
UNWIND $rows AS row
MATCH (a:StagedScenarioPoint {id: row.from})
MATCH (b:StagedScenario {id: row.to})
CREATE (a)-[:OF_SCENARIO]->(b)
