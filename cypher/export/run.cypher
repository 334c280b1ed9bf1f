// doc: Runs of methods whose results are stored. As the load query of this name takes them.
// returns: id, edition, province, method, parameters, code_version, created_at, edges:int, money_cover:float
// mode: internal
MATCH (n:Run)
RETURN n.id AS id, n.edition AS edition, n.province AS province, n.method AS method, n.parameters AS parameters,
  n.code_version AS code_version, n.created_at AS created_at, n.edges AS edges, n.money_cover AS money_cover
ORDER BY id
