// doc: Runs whose results are stored, backbones with all their quality figures; of the carbon cover what it proves.
// params: edition
// returns: id, province, method, parameters, code_version, created_at, edges:int, self_loops:int, cells:int, money_cover:float, money_cover_links:float, own_use_share:float, carbon_cover:float, carbon_cover_links:float, carbon_bound:float, carbon_bound_links:float, sectors_reached:int, sectors_active:int, components:int, reachable_pairs:int, ks_distance:float, jaccard_top_share:float, proof_covered:float, proof_bound:float, proof_gap:float
// mode: read
MATCH (r:Run)
WHERE r.edition = $edition
RETURN r.id AS id, r.province AS province, r.method AS method, r.parameters AS parameters, r.code_version AS code_version,
  r.created_at AS created_at,
  r.edges AS edges, r.self_loops AS self_loops, r.cells AS cells, r.money_cover AS money_cover,
  r.money_cover_links AS money_cover_links, r.own_use_share AS own_use_share, r.carbon_cover AS carbon_cover,
  r.carbon_cover_links AS carbon_cover_links, r.carbon_bound AS carbon_bound,
  r.carbon_bound_links AS carbon_bound_links, r.sectors_reached AS sectors_reached,
  r.sectors_active AS sectors_active, r.components AS components, r.reachable_pairs AS reachable_pairs,
  r.ks_distance AS ks_distance, r.jaccard_top_share AS jaccard_top_share, r.proof_covered AS proof_covered,
  r.proof_bound AS proof_bound, r.proof_gap AS proof_gap
ORDER BY id
