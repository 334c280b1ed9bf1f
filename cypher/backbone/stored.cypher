// doc: Links of a stored backbone, strongest first by its weight; co2_kt where that is carbon.
// params: run
// returns: from_province, from_sector, to_province, to_sector, rank:int, value_mcny:float, share:float, percentile:float, weight:float, score:float, co2_kt:float
// mode: read
MATCH (a:Industry)-[b:BACKBONE]->(c:Industry)
WHERE b.run = $run
RETURN a.province AS from_province, a.sector AS from_sector, c.province AS to_province, c.sector AS to_sector,
  b.rank AS rank, b.value_mcny AS value_mcny, b.share AS share, b.percentile AS percentile, b.weight AS weight,
  b.score AS score, b.co2_kt AS co2_kt
ORDER BY rank, from_province, from_sector, to_province, to_sector
