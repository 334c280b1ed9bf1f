// doc: Project a network of an edition's industries into the memory of Graph Data Science: weights are flows times a factor of the supplier and one of the customer, given by position; without a factor an industry is left out. One of the same name is replaced: a transaction whose connection broke is run again.
// params: name, edition, from_factor:list, to_factor:list, least:float, logarithmic:int, whole:int, undirected:list
// returns: nodes:int, links:int
// mode: internal
CALL () {
  CALL gds.graph.drop($name, false) YIELD graphName
  RETURN count(graphName) AS replaced
}
MATCH (s:Industry {edition: $edition})
WITH s, $from_factor[s.position] AS row
WHERE row IS NOT NULL
OPTIONAL MATCH (s)-[f:SUPPLIES]->(t:Industry)
WHERE s <> t AND f.value_mcny * row * $to_factor[t.position] >= $least AND f.value_mcny * row * $to_factor[t.position] > 0
  AND ($logarithmic = 0 OR f.value_mcny * row * $to_factor[t.position] < 1)
WITH s, t, CASE $whole WHEN 0 THEN f.value_mcny * row * $to_factor[t.position]
  ELSE round(f.value_mcny * row * $to_factor[t.position], 0, 'HALF_EVEN') END AS weight
WITH gds.graph.project($name, s, t, {relationshipProperties: {
  weight: weight, length: CASE $logarithmic WHEN 0 THEN 1 / weight ELSE -log(weight) END
}}, {undirectedRelationshipTypes: $undirected}) AS g
RETURN g.nodeCount AS nodes, g.relationshipCount AS links
