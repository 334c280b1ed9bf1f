// doc: Emissions of one inventory sector in one place and year.
// columns: id, year, province, sector, co2_kt
// mode: load
UNWIND $rows AS row
CREATE (n:StagedInventoryEntry)
SET n = row
