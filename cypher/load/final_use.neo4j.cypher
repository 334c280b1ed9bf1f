// doc: Final use by province and category; exports and error.
// columns: id, edition, province, category, imports_mcny, name_en, name_zh, name_zh_hant
// mode: load
UNWIND $rows AS row
CREATE (n:StagedFinalUse)
SET n = row
