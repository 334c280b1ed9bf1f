// doc: Runs of methods whose results are stored. As the load query of this name takes them.
// returns: id, edition, province, method, parameters, code_version, created_at, edges:int, self_loops:int, cells:int, money_cover:float, money_cover_links:float, own_use_share:float, carbon_cover:float, carbon_cover_links:float, carbon_bound:float, carbon_bound_links:float, sectors_reached:int, sectors_active:int, components:int, reachable_pairs:int, ks_distance:float, jaccard_top_share:float, proof_covered:float, proof_bound:float, proof_gap:float
// mode: internal
MATCH (n:Run)
RETURN n.id AS id, n.edition AS edition, n.province AS province, n.method AS method, n.parameters AS parameters,
  n.code_version AS code_version, n.created_at AS created_at,
  n.edges AS edges, n.self_loops AS self_loops, n.cells AS cells, n.money_cover AS money_cover,
  n.money_cover_links AS money_cover_links, n.own_use_share AS own_use_share, n.carbon_cover AS carbon_cover,
  n.carbon_cover_links AS carbon_cover_links, n.carbon_bound AS carbon_bound,
  n.carbon_bound_links AS carbon_bound_links, n.sectors_reached AS sectors_reached,
  n.sectors_active AS sectors_active, n.components AS components, n.reachable_pairs AS reachable_pairs,
  n.ks_distance AS ks_distance, n.jaccard_top_share AS jaccard_top_share, n.proof_covered AS proof_covered,
  n.proof_bound AS proof_bound, n.proof_gap AS proof_gap
ORDER BY id
