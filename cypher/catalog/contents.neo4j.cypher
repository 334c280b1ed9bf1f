// doc: How many nodes of which label were read from each source: those that carry its link, and what belongs to them.
// returns: source, label, nodes:int
// mode: read
MATCH (n)-[:READ_FROM|IN_EDITION|IN_INVENTORY|OF_CITY|OF_SCENARIO|OF_ACCOUNT]->
  (m:Source|Edition|InventoryYear|City|Scenario|SatelliteAccount)
OPTIONAL MATCH (m)-[:READ_FROM]->(s:Source)
RETURN coalesce(s.id, m.id) AS source, labels(n)[0] AS label, count(n) AS nodes
ORDER BY source, label
