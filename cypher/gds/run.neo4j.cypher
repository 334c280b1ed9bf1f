// doc: Write a run: what was computed, of which graph, by whom.
// mode: publish
UNWIND $rows AS row
CREATE (r:Run)
SET r = row
