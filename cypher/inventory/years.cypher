// doc: Which emission inventories there are: provinces and the nation by year, households included.
// returns: id, year:int, province, level, synthetic:bool, co2_kt:float, households_kt:float
// mode: read
MATCH (y:InventoryYear)
RETURN y.id AS id, y.year AS year, y.province AS province, y.level AS level, y.synthetic AS synthetic,
  y.co2_kt AS co2_kt, y.households_kt AS households_kt
ORDER BY year, id
