// doc: Emission inventories: one for each place and year. As the load query of this name takes them.
// returns: id, year:int, province, level, synthetic:bool, co2_kt:float, households_kt:float
// mode: internal
MATCH (n:InventoryYear)
RETURN n.id AS id, n.year AS year, n.province AS province, n.level AS level, n.synthetic AS synthetic, n.co2_kt AS
  co2_kt, n.households_kt AS households_kt
ORDER BY id
