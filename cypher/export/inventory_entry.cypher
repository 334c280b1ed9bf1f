// doc: Emissions of one inventory sector in one place and year. As the load query of this name takes them.
// returns: id, year:int, province, sector, co2_kt:float
// mode: internal
MATCH (n:InventoryEntry)
RETURN n.id AS id, n.year AS year, n.province AS province, n.sector AS sector, n.co2_kt AS co2_kt
ORDER BY id
