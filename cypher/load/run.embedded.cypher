// doc: Runs of methods whose results are stored.
// columns: id, edition, province, method, parameters, code_version, created_at, edges, self_loops, cells, money_cover, money_cover_links, own_use_share, carbon_cover, carbon_cover_links, carbon_bound, carbon_bound_links, sectors_reached, sectors_active, components, reachable_pairs, ks_distance, jaccard_top_share, proof_covered, proof_bound, proof_gap
// mode: load
COPY Run FROM $rows
