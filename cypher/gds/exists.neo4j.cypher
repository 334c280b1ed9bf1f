// doc: Whether a projection is in the server's memory: a restart loses all of them.
// params: name
// returns: there:bool
// mode: internal
CALL gds.graph.exists($name) YIELD exists
RETURN exists AS there
