// doc: What Graph Data Science calls the industries of an edition.
// params: edition
// returns: position:int, node:int
// mode: internal
MATCH (i:Industry {edition: $edition})
RETURN i.position AS position, id(i) AS node
ORDER BY position
