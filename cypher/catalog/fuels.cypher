// doc: The fuels of the emission inventories; the last are processes.
// returns: code, position:int, name_en, name_zh, name_zh_hant
// mode: read
MATCH (f:Fuel)
RETURN f.code AS code, f.position AS position, f.name_en AS name_en, f.name_zh AS name_zh, f.name_zh_hant AS name_zh_hant
ORDER BY position
