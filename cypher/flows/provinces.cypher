// doc: Money that flows between provinces, the diagonal included.
// params: edition
// returns: from_province, to_province, value_mcny:float
// mode: read
MATCH (s:Industry)-[f:SUPPLIES]->(c:Industry)
WHERE s.edition = $edition
RETURN s.province AS from_province, c.province AS to_province, sum(f.value_mcny) AS value_mcny
ORDER BY value_mcny DESC, from_province, to_province
