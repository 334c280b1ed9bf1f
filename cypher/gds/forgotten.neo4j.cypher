// doc: Drop projections of Tanlu that are older than any of its processes keeps one: their process was ended.
// params: older_s:int
// returns: name
// mode: internal
CALL gds.graph.list() YIELD graphName, creationTime
WITH graphName, creationTime
WHERE graphName STARTS WITH 'tanlu-' AND creationTime < datetime() - duration({seconds: $older_s})
CALL gds.graph.drop(graphName, false) YIELD graphName AS name
RETURN name
