// doc: All deliveries of an edition to final use, by position of the supplier; exports and error have no province.
// params: edition
// returns: supplier:int, category, used_in, value_mcny:float
// mode: read
MATCH (s:Industry)-[d:DELIVERS]->(u:FinalUse)
WHERE s.edition = $edition
RETURN s.position AS supplier, u.category AS category, u.province AS used_in, d.value_mcny AS value_mcny
ORDER BY supplier, category, used_in
