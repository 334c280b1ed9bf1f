// doc: Memory that a projection takes at most, and the largest heap of the server, in bytes.
// params: nodes:int, links:int, orientation
// returns: needed:int, heap:int
// mode: internal
CALL gds.graph.project.estimate('*', {LINK: {type: '*', orientation: $orientation, properties: ['weight', 'length']}},
  {nodeCount: $nodes, relationshipCount: $links}) YIELD bytesMax
CALL dbms.queryJmx('java.lang:type=Memory') YIELD attributes
RETURN bytesMax AS needed, attributes.HeapMemoryUsage.value.properties.max AS heap
