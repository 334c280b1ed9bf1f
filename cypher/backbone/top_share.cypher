// doc: The strongest cells of a province's own block with their share of it, self-loops included.
// params: edition, province, edges:int
// returns: from_sector, to_sector, value_mcny:float, share:float
// mode: read
MATCH (a:Industry)-[f:SUPPLIES]->(b:Industry)
WHERE a.edition = $edition AND a.province = $province AND b.province = $province
WITH sum(f.value_mcny) AS total
MATCH (s:Industry)-[r:SUPPLIES]->(c:Industry)
WHERE s.edition = $edition AND s.province = $province AND c.province = $province
RETURN s.sector AS from_sector, c.sector AS to_sector, r.value_mcny AS value_mcny, r.value_mcny / total AS share
ORDER BY value_mcny DESC, s.position, c.position
LIMIT $edges
