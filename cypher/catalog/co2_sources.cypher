// doc: Inventories that give, or could give, the emissions of an edition.
// returns: edition, co2_source, source, file_name, sheet, sha256, citation, licence
// mode: read
MATCH (e:Edition)-[:CO2_FROM]->(s:Source)
RETURN e.id AS edition, e.co2_source AS co2_source, s.id AS source, s.file_name AS file_name, s.sheet AS sheet,
  s.sha256 AS sha256, s.citation AS citation, s.licence AS licence
ORDER BY edition, source
