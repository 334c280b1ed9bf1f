// doc: All flows of an edition between positions in the table: for each supplier its customers, and what each buys.
// params: edition
// returns: supplier:int, customers:ints, values_mcny:floats
// mode: internal
MATCH (s:Industry {edition: $edition})-[f:SUPPLIES]->(c)
WITH s, collect(c.position) AS customers, collect(f.value_mcny) AS values_mcny
RETURN s.position AS supplier, customers, values_mcny
