// doc: Scenario to its source.
// columns: from, to
// mode: load
UNWIND $rows AS row
MATCH (a:StagedScenario {id: row.from})
MATCH (b:StagedSource {id: row.to})
CREATE (a)-[:READ_FROM]->(b)
