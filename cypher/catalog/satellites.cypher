// doc: Satellite accounts by year: unit, how many amounts for how many provinces and sectors, and the file.
// returns: account, unit, name_en, name_zh, name_zh_hant, source, year:int, entries:int, provinces:int, sectors:int, file_name, sha256
// mode: read
MATCH (e:SatelliteEntry)-[:OF_ACCOUNT]->(a:SatelliteAccount)-[:READ_FROM]->(f:Source)
RETURN a.id AS account, a.unit AS unit, a.name_en AS name_en, a.name_zh AS name_zh, a.name_zh_hant AS name_zh_hant,
  a.source AS source, e.year AS year, count(e) AS entries, count(DISTINCT e.province) AS provinces,
  count(DISTINCT e.sector) AS sectors, f.file_name AS file_name, f.sha256 AS sha256
ORDER BY account, year
