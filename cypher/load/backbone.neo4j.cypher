// doc: Stored backbone edges.
// columns: from, to, run, rank, value_mcny, share, percentile, weight, score, co2_kt
// mode: load
UNWIND $rows AS row
MATCH (a:StagedIndustry {id: row.from})
MATCH (b:StagedIndustry {id: row.to})
CREATE (a)-[:BACKBONE {run: row.run, rank: row.rank, value_mcny: row.value_mcny, share: row.share, percentile: row.percentile, weight: row.weight, score: row.score, co2_kt: row.co2_kt}]->(b)
