// doc: Emission inventories: one for each place and year.
// columns: id, year, province, level, synthetic, co2_kt, households_kt
// mode: load
UNWIND $rows AS row
CREATE (n:StagedInventoryYear)
SET n = row
