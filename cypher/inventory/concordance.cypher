// doc: Where the emissions of each inventory sector go in a class of sectors, with weights and how sure that is.
// params: classification
// returns: inventory_sector, inventory_name_en, inventory_name_zh, inventory_name_zh_hant, sector, name_en, name_zh, name_zh_hant, weight:float, status
// mode: read
MATCH (i:InventorySector)-[m:MAPS_TO]->(s:Sector)
WHERE m.classification = $classification
RETURN i.code AS inventory_sector, i.name_en AS inventory_name_en, i.name_zh AS inventory_name_zh,
  i.name_zh_hant AS inventory_name_zh_hant, s.code AS sector, s.name_en AS name_en, s.name_zh AS name_zh,
  s.name_zh_hant AS name_zh_hant, m.weight AS weight, m.status AS status
ORDER BY inventory_sector, s.position
