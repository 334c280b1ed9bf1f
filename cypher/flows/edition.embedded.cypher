// doc: All flows of an edition between positions in the table, in no order.
// params: edition
// returns: supplier:int, customer:int, value_mcny:float
// mode: internal
MATCH (s:Industry)-[f:SUPPLIES]->(c:Industry)
WHERE s.edition = $edition
RETURN s.position AS supplier, c.position AS customer, f.value_mcny AS value_mcny
