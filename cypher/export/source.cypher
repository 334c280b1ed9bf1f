// doc: Workbook sheets that editions were read from. As the load query of this name takes them.
// returns: id, sha256, file_name, sheet, title, loaded_at, loader_version, citation, licence
// mode: internal
MATCH (n:Source)
RETURN n.id AS id, n.sha256 AS sha256, n.file_name AS file_name, n.sheet AS sheet, n.title AS title, n.loaded_at AS
  loaded_at, n.loader_version AS loader_version, n.citation AS citation, n.licence AS licence
ORDER BY id
