// doc: How many nodes of which label were read from each source: those that carry its link, and what belongs to them.
// returns: source, label, nodes
// mode: read
MATCH (n)-[:READ_FROM]->(s:Source)
RETURN s.id AS source, label(n) AS label, count(n) AS nodes
UNION ALL
MATCH (n)-[:IN_EDITION|IN_INVENTORY|OF_CITY|OF_SCENARIO|OF_ACCOUNT]->(m)-[:READ_FROM]->(s:Source)
RETURN s.id AS source, label(n) AS label, count(n) AS nodes
