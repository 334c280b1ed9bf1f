// doc: Sectors of the emission inventories. As the load query of this name takes them.
// returns: code, number:int, households:bool, name_en, name_zh, name_zh_hant
// mode: internal
MATCH (n:InventorySector)
RETURN n.code AS code, n.number AS number, n.households AS households, n.name_en AS name_en, n.name_zh AS name_zh,
  n.name_zh_hant AS name_zh_hant
ORDER BY code
