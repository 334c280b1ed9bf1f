// doc: Amount of a satellite account by year, province and sector.
// columns: id, account, year, province, sector, amount
// mode: load
UNWIND $rows AS row
CREATE (n:StagedSatelliteEntry)
SET n = row
