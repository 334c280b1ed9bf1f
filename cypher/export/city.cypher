// doc: Cities of the city inventories. As the load query of this name takes them.
// returns: code, province, name_en, name_zh, name_zh_hant
// mode: internal
MATCH (n:City)
RETURN n.code AS code, n.province AS province, n.name_en AS name_en, n.name_zh AS name_zh, n.name_zh_hant AS
  name_zh_hant
ORDER BY code
