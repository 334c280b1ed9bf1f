// doc: Industries of an edition with facts and indicators. As the load query of this name takes them.
// returns: id, edition, province, sector, position:int, name_en, name_zh, name_zh_hant, output_mcny:float, total_input_mcny:float, intermediate_input_mcny:float, imports_mcny:float, value_added_mcny:float, compensation_mcny:float, net_taxes_mcny:float, depreciation_mcny:float, operating_surplus_mcny:float, final_use_mcny:float, rural_consumption_mcny:float, urban_consumption_mcny:float, government_consumption_mcny:float, capital_formation_mcny:float, inventory_change_mcny:float, exports_mcny:float, error_mcny:float, intra_industry_mcny:float, supplied_within_mcny:float, bought_within_mcny:float, supplied_outside_mcny:float, bought_outside_mcny:float, co2_kt:float, co2_inventory_kt:float, intensity_output_t_per_10k_cny:float, intensity_value_added_t_per_10k_cny:float, intensity_final_use_t_per_10k_cny:float, eigenvector:float, betweenness:float, closeness:float, katz:float, pagerank:float, in_degree:float, out_degree:float, clustering:float
// mode: internal
MATCH (n:Industry)
RETURN n.id AS id, n.edition AS edition, n.province AS province, n.sector AS sector, n.position AS position, n.name_en
  AS name_en, n.name_zh AS name_zh, n.name_zh_hant AS name_zh_hant, n.output_mcny AS output_mcny, n.total_input_mcny
  AS total_input_mcny, n.intermediate_input_mcny AS intermediate_input_mcny, n.imports_mcny AS imports_mcny,
  n.value_added_mcny AS value_added_mcny, n.compensation_mcny AS compensation_mcny, n.net_taxes_mcny AS
  net_taxes_mcny, n.depreciation_mcny AS depreciation_mcny, n.operating_surplus_mcny AS operating_surplus_mcny,
  n.final_use_mcny AS final_use_mcny, n.rural_consumption_mcny AS rural_consumption_mcny, n.urban_consumption_mcny AS
  urban_consumption_mcny, n.government_consumption_mcny AS government_consumption_mcny, n.capital_formation_mcny AS
  capital_formation_mcny, n.inventory_change_mcny AS inventory_change_mcny, n.exports_mcny AS exports_mcny,
  n.error_mcny AS error_mcny, n.intra_industry_mcny AS intra_industry_mcny, n.supplied_within_mcny AS
  supplied_within_mcny, n.bought_within_mcny AS bought_within_mcny, n.supplied_outside_mcny AS supplied_outside_mcny,
  n.bought_outside_mcny AS bought_outside_mcny, n.co2_kt AS co2_kt, n.co2_inventory_kt AS co2_inventory_kt,
  n.intensity_output_t_per_10k_cny AS intensity_output_t_per_10k_cny, n.intensity_value_added_t_per_10k_cny AS
  intensity_value_added_t_per_10k_cny, n.intensity_final_use_t_per_10k_cny AS intensity_final_use_t_per_10k_cny,
  n.eigenvector AS eigenvector, n.betweenness AS betweenness, n.closeness AS closeness, n.katz AS katz, n.pagerank AS
  pagerank, n.in_degree AS in_degree, n.out_degree AS out_degree, n.clustering AS clustering
ORDER BY id
