// doc: Remove a run and its links.
// params: run
// mode: publish
MATCH (:Industry)-[f:BACKBONE {run: $run}]->(:Industry)
DELETE f;
MATCH (r:Run {id: $run})
DETACH DELETE r
