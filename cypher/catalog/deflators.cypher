// doc: Price indices of sectors by year, 100 in the base year, and the file that they were read from.
// returns: year:int, sector, index_value:float, base_year:int, source, file_name, sha256
// mode: read
MATCH (d:Deflator)-[:OF_SECTOR]->(k:Sector)
MATCH (d)-[:READ_FROM]->(f:Source)
RETURN d.year AS year, k.code AS sector, d.index_value AS index_value, d.base_year AS base_year, d.source AS source,
  f.file_name AS file_name, f.sha256 AS sha256
ORDER BY year, k.position
