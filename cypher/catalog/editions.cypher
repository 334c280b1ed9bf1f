// doc: Editions with their classification and source.
// returns: id, year:int, price_basis, synthetic:bool, co2_source, name_en, name_zh, name_zh_hant, classification, source, sha256, file_name, sheet, title, loaded_at, loader_version, citation, licence
// mode: read
MATCH (e:Edition)-[:USES]->(c:Classification)
MATCH (e)-[:READ_FROM]->(s:Source)
RETURN e.id AS id, e.year AS year, e.price_basis AS price_basis, e.synthetic AS synthetic, e.co2_source AS co2_source,
  e.name_en AS name_en, e.name_zh AS name_zh, e.name_zh_hant AS name_zh_hant, c.code AS classification,
  s.id AS source, s.sha256 AS sha256, s.file_name AS file_name, s.sheet AS sheet, s.title AS title, s.loaded_at AS loaded_at,
  s.loader_version AS loader_version, s.citation AS citation, s.licence AS licence
ORDER BY id
