// doc: Emissions of one inventory, such as 2017/GD or 2017/CN, by inventory sector.
// params: inventory
// returns: id, sector, number:int, households:bool, name_en, name_zh, name_zh_hant, co2_kt:float
// mode: read
MATCH (y:InventoryYear {id: $inventory})<-[:IN_INVENTORY]-(e:InventoryEntry)-[:OF_SECTOR]->(s:InventorySector)
RETURN e.id AS id, s.code AS sector, s.number AS number, s.households AS households,
  s.name_en AS name_en, s.name_zh AS name_zh, s.name_zh_hant AS name_zh_hant, e.co2_kt AS co2_kt
ORDER BY number
