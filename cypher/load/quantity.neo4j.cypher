// doc: The data dictionary.
// columns: id, label, property, unit, indicator, visceads, name_en, name_zh, name_zh_hant, description_en, description_zh, description_zh_hant, source
// mode: load
UNWIND $rows AS row
CREATE (n:StagedQuantity)
SET n = row
