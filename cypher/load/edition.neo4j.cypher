// doc: Editions.
// columns: id, year, price_basis, synthetic, co2_source, name_en, name_zh, name_zh_hant
// mode: load
UNWIND $rows AS row
CREATE (n:StagedEdition)
SET n = row
