// doc: The 47 sectors of the emission inventories; two are households.
// returns: code, number:int, households:bool, name_en, name_zh, name_zh_hant
// mode: read
MATCH (s:InventorySector)
RETURN s.code AS code, s.number AS number, s.households AS households,
  s.name_en AS name_en, s.name_zh AS name_zh, s.name_zh_hant AS name_zh_hant
ORDER BY number
