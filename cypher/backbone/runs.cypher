// doc: Runs whose backbones are stored, with how much of the money they cover.
// params: edition
// returns: id, province, method, parameters, code_version, created_at, edges:int, money_cover:float
// mode: read
MATCH (r:Run)
WHERE r.edition = $edition
RETURN r.id AS id, r.province AS province, r.method AS method, r.parameters AS parameters, r.code_version AS code_version,
  r.created_at AS created_at, r.edges AS edges, r.money_cover AS money_cover
ORDER BY id
