// doc: Workbook sheets that editions were read from.
// columns: id, sha256, file_name, sheet, title, loaded_at, loader_version, citation, licence
// mode: load
UNWIND $rows AS row
CREATE (n:StagedSource)
SET n = row
