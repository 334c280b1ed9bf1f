// doc: Sources of everything in the graph: files and sheets, how to cite them, what was read from each.
// returns: id, file_name, sheet, title, sha256, loaded_at, loader_version, citation, licence, findings
// mode: read
MATCH (s:Source)
OPTIONAL MATCH (f:Finding)-[:FOUND_IN]->(s)
RETURN s.id AS id, s.file_name AS file_name, s.sheet AS sheet, s.title AS title, s.sha256 AS sha256,
  s.loaded_at AS loaded_at, s.loader_version AS loader_version, s.citation AS citation, s.licence AS licence,
  count(f) AS findings
ORDER BY id
