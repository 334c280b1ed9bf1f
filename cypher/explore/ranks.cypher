// doc: Where an industry stands among those of its province, by every indicator.
// params: industry
// returns: property, unit, rank:float, percentile:float, share:float, run
// mode: read
MATCH (i:Industry)-[r:RANKED]->(q:Quantity)
WHERE i.id = $industry
RETURN q.property AS property, q.unit AS unit, r.rank AS rank, r.percentile AS percentile, r.share AS share, r.run AS run
ORDER BY property, run
