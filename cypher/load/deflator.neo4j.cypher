// doc: Price indices by sector and year.
// columns: id, year, sector, index_value, base_year, source
// mode: load
UNWIND $rows AS row
CREATE (n:StagedDeflator)
SET n = row
