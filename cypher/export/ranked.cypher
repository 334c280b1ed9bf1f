// doc: Where an industry stands among those of its province, by an indicator. As the load query of this name takes them.
// returns: from, to, run, rank:float, percentile:float, share:float
// mode: internal
MATCH (a:Industry)-[r:RANKED]->(b:Quantity)
RETURN a.id AS `from`, b.id AS `to`, r.run AS run, r.rank AS rank, r.percentile AS percentile, r.share AS share
ORDER BY `from`, `to`, run
