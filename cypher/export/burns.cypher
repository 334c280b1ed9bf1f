// doc: CO2 of an inventory entry by fuel; zeros are not stored. As the load query of this name takes them.
// returns: from, to, co2_kt:float
// mode: internal
MATCH (a:InventoryEntry)-[r:BURNS]->(b:Fuel)
RETURN a.id AS `from`, b.code AS `to`, r.co2_kt AS co2_kt
ORDER BY `from`, `to`
