// doc: All flows of an edition between positions in the table.
// params: edition
// returns: supplier, customer, value_mcny
// mode: read
MATCH (s:Industry)-[f:SUPPLIES]->(c:Industry)
WHERE s.edition = $edition
RETURN s.position AS supplier, c.position AS customer, f.value_mcny AS value_mcny
