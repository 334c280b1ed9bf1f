// doc: Write the links of a run.
// params: run
// mode: publish
UNWIND $rows AS row
MATCH (a:Industry {id: row.from})
MATCH (b:Industry {id: row.to})
CREATE (a)-[f:BACKBONE {run: $run}]->(b)
SET f += row.figures
