// doc: Province set to its provinces.
// columns: from, to
// mode: load
UNWIND $rows AS row
MATCH (a:StagedProvinceSet {code: row.from})
MATCH (b:StagedProvince {code: row.to})
CREATE (a)-[:INCLUDES]->(b)
