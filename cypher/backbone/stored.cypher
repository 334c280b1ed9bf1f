// doc: Backbone edges that were stored at load, with rank, percentile, share and weight.
// params: run
// returns: from_sector, to_sector, rank:int, value_mcny:float, share:float, percentile:float, weight:float
// mode: read
MATCH (a:Industry)-[b:BACKBONE]->(c:Industry)
WHERE b.run = $run
RETURN a.sector AS from_sector, c.sector AS to_sector, b.rank AS rank, b.value_mcny AS value_mcny,
  b.share AS share, b.percentile AS percentile, b.weight AS weight
ORDER BY rank, from_sector, to_sector
