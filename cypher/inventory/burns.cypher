// doc: Emissions of one inventory by sector and fuel; zeros are left out.
// params: inventory
// returns: sector, fuel, co2_kt:float
// mode: read
MATCH (y:InventoryYear {id: $inventory})<-[:IN_INVENTORY]-(e:InventoryEntry)-[b:BURNS]->(f:Fuel)
RETURN e.sector AS sector, f.code AS fuel, b.co2_kt AS co2_kt
ORDER BY sector, f.position
