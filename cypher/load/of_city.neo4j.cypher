// doc: Emission to city.
// columns: from, to
// mode: load
UNWIND $rows AS row
MATCH (a:StagedCityEmission {id: row.from})
MATCH (b:StagedCity {code: row.to})
CREATE (a)-[:OF_CITY]->(b)
