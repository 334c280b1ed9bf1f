// doc: Emissions of a city in a year.
// columns: id, city, year, co2_kt
// mode: load
UNWIND $rows AS row
CREATE (n:StagedCityEmission)
SET n = row
