// doc: Emissions of every inventory sector in every place and year; the province of the nation is none.
// returns: id, year:int, province, sector, co2_kt:float
// mode: read
MATCH (e:InventoryEntry)
RETURN e.id AS id, e.year AS year, e.province AS province, e.sector AS sector, e.co2_kt AS co2_kt
ORDER BY id
