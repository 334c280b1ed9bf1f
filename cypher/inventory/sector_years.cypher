// doc: Emissions of an inventory sector of a province over the years that have an inventory.
// params: province, inventory_sector
// returns: id, year:int, co2_kt:float
// mode: read
MATCH (e:InventoryEntry)
WHERE e.province = $province AND e.sector = $inventory_sector
RETURN e.id AS id, e.year AS year, e.co2_kt AS co2_kt
ORDER BY year, id
