// doc: Take a projection out of the server's memory, where it is there.
// params: name
// returns: name
// mode: internal
CALL gds.graph.drop($name, false) YIELD graphName
RETURN graphName AS name
