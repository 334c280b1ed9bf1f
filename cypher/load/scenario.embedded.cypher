// doc: Scenarios.
// columns: id, name_en, name_zh, name_zh_hant, source
// mode: load
COPY Scenario FROM $rows
