// doc: Where an industry stands among those of its province, by an indicator.
// columns: from, to, run, rank, percentile, share
// group: from
// mode: load
UNWIND range(0, size($rows.ends) - 1) AS place
MATCH (b:StagedQuantity {id: $rows.ends[place]})
WITH b ORDER BY place
WITH collect(b) AS ends
UNWIND $rows.groups AS g
MATCH (a:StagedIndustry {id: g.from})
UNWIND range(0, size(g.to) - 1) AS i
WITH a, ends[g.to[i]] AS b, g, i
CREATE (a)-[:RANKED {run: g.run[i], rank: g.rank[i], percentile: g.percentile[i], share: g.share[i]}]->(b)
