// doc: Emissions of a city in a year. As the load query of this name takes them.
// returns: id, city, year:int, co2_kt:float
// mode: internal
MATCH (n:CityEmission)
RETURN n.id AS id, n.city AS city, n.year AS year, n.co2_kt AS co2_kt
ORDER BY id
