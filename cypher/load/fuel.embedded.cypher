// doc: Fuels of the inventories, and processes.
// columns: code, position, name_en, name_zh, name_zh_hant
// mode: load
COPY Fuel FROM $rows
