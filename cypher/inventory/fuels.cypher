// doc: Emissions of one inventory by fuel, all sectors together; process is the last.
// params: inventory
// returns: fuel, position:int, name_en, name_zh, name_zh_hant, co2_kt:float
// mode: read
MATCH (y:InventoryYear {id: $inventory})<-[:IN_INVENTORY]-(:InventoryEntry)-[b:BURNS]->(f:Fuel)
RETURN f.code AS fuel, f.position AS position, f.name_en AS name_en, f.name_zh AS name_zh,
  f.name_zh_hant AS name_zh_hant, sum(b.co2_kt) AS co2_kt
ORDER BY position
