// doc: Whether there is a run of this id.
// params: run
// mode: publish
MATCH (r:Run {id: $run})
RETURN r.id AS id
