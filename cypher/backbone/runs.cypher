// doc: Runs whose results are stored, backbones with how much of money and carbon they cover.
// params: edition
// returns: id, province, method, parameters, code_version, created_at, edges:int, money_cover:float, carbon_cover:float, carbon_bound:float, sectors_reached:int, sectors_active:int
// mode: read
MATCH (r:Run)
WHERE r.edition = $edition
RETURN r.id AS id, r.province AS province, r.method AS method, r.parameters AS parameters, r.code_version AS code_version,
  r.created_at AS created_at, r.edges AS edges, r.money_cover AS money_cover, r.carbon_cover AS carbon_cover,
  r.carbon_bound AS carbon_bound, r.sectors_reached AS sectors_reached, r.sectors_active AS sectors_active
ORDER BY id
