// doc: Runs of methods whose results are stored. As the load query of this name takes them.
// returns: id, edition, province, method, parameters, code_version, created_at, edges:int, money_cover:float, carbon_cover:float, carbon_bound:float, sectors_reached:int, sectors_active:int
// mode: internal
MATCH (n:Run)
RETURN n.id AS id, n.edition AS edition, n.province AS province, n.method AS method, n.parameters AS parameters,
  n.code_version AS code_version, n.created_at AS created_at, n.edges AS edges, n.money_cover AS money_cover,
  n.carbon_cover AS carbon_cover, n.carbon_bound AS carbon_bound, n.sectors_reached AS sectors_reached, n.sectors_active AS sectors_active
ORDER BY id
