// doc: Editions. As the load query of this name takes them.
// returns: id, year:int, price_basis, synthetic:bool, co2_source, name_en, name_zh, name_zh_hant
// mode: internal
MATCH (n:Edition)
RETURN n.id AS id, n.year AS year, n.price_basis AS price_basis, n.synthetic AS synthetic, n.co2_source AS co2_source,
  n.name_en AS name_en, n.name_zh AS name_zh, n.name_zh_hant AS name_zh_hant
ORDER BY id
