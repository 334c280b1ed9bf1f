// doc: Cities of the city inventories.
// columns: code, province, name_en, name_zh, name_zh_hant
// mode: load
COPY City FROM $rows
