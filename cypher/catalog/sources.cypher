// doc: Sources of everything in the graph: file and sheet of each part, how to cite it, its terms.
// returns: id, file_name, sheet, title, sha256, loaded_at, loader_version, citation, licence
// mode: read
MATCH (s:Source)
RETURN s.id AS id, s.file_name AS file_name, s.sheet AS sheet, s.title AS title, s.sha256 AS sha256,
  s.loaded_at AS loaded_at, s.loader_version AS loader_version, s.citation AS citation, s.licence AS licence
ORDER BY id
