// doc: The trees of shortest ways from each of some nodes of a projection, added up: in how many of them each link is.
// params: name, nodes:list
// returns: supplier:int, customer:int, trees:int
// mode: internal
UNWIND $nodes AS source
CALL gds.allShortestPaths.dijkstra.stream($name, {sourceNode: source, relationshipWeightProperty: 'length'})
YIELD nodeIds
WITH nodeIds
WHERE size(nodeIds) > 1
RETURN nodeIds[-2] AS supplier, nodeIds[-1] AS customer, count(*) AS trees
ORDER BY supplier, customer
