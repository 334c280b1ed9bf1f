// doc: Stored backbone edges. As the load query of this name takes them.
// returns: from, to, run, rank:int, value_mcny:float, share:float, percentile:float, weight:float, score:float, co2_kt:float
// mode: internal
MATCH (a:Industry)-[r:BACKBONE]->(b:Industry)
RETURN a.id AS `from`, b.id AS `to`, r.run AS run, r.rank AS rank, r.value_mcny AS value_mcny, r.share AS share, r.percentile AS percentile, r.weight AS weight,
  r.score AS score, r.co2_kt AS co2_kt
ORDER BY `from`, `to`, run
