// doc: All industries of an edition with every property, in the order of the table.
// params: edition
// returns: id, edition, province, sector, position:int, name_en, name_zh, name_zh_hant, output_mcny:float, total_input_mcny:float, intermediate_input_mcny:float, imports_mcny:float, value_added_mcny:float, compensation_mcny:float, net_taxes_mcny:float, depreciation_mcny:float, operating_surplus_mcny:float, final_use_mcny:float, rural_consumption_mcny:float, urban_consumption_mcny:float, government_consumption_mcny:float, capital_formation_mcny:float, inventory_change_mcny:float, exports_mcny:float, error_mcny:float, intra_industry_mcny:float, supplied_within_mcny:float, bought_within_mcny:float, supplied_outside_mcny:float, bought_outside_mcny:float, co2_kt:float, co2_inventory_kt:float, intensity_output_t_per_10k_cny:float, intensity_value_added_t_per_10k_cny:float, intensity_final_use_t_per_10k_cny:float, eigenvector:float, betweenness:float, closeness:float, katz:float, pagerank:float, in_degree:float, out_degree:float, clustering:float
// mode: read
MATCH (i:Industry)
WHERE i.edition = $edition
RETURN i.id AS id, i.edition AS edition, i.province AS province, i.sector AS sector, i.position AS position, i.name_en
  AS name_en, i.name_zh AS name_zh, i.name_zh_hant AS name_zh_hant, i.output_mcny AS output_mcny, i.total_input_mcny
  AS total_input_mcny, i.intermediate_input_mcny AS intermediate_input_mcny, i.imports_mcny AS imports_mcny,
  i.value_added_mcny AS value_added_mcny, i.compensation_mcny AS compensation_mcny, i.net_taxes_mcny AS
  net_taxes_mcny, i.depreciation_mcny AS depreciation_mcny, i.operating_surplus_mcny AS operating_surplus_mcny,
  i.final_use_mcny AS final_use_mcny, i.rural_consumption_mcny AS rural_consumption_mcny, i.urban_consumption_mcny AS
  urban_consumption_mcny, i.government_consumption_mcny AS government_consumption_mcny, i.capital_formation_mcny AS
  capital_formation_mcny, i.inventory_change_mcny AS inventory_change_mcny, i.exports_mcny AS exports_mcny,
  i.error_mcny AS error_mcny, i.intra_industry_mcny AS intra_industry_mcny, i.supplied_within_mcny AS
  supplied_within_mcny, i.bought_within_mcny AS bought_within_mcny, i.supplied_outside_mcny AS supplied_outside_mcny,
  i.bought_outside_mcny AS bought_outside_mcny, i.co2_kt AS co2_kt, i.co2_inventory_kt AS co2_inventory_kt,
  i.intensity_output_t_per_10k_cny AS intensity_output_t_per_10k_cny, i.intensity_value_added_t_per_10k_cny AS
  intensity_value_added_t_per_10k_cny, i.intensity_final_use_t_per_10k_cny AS intensity_final_use_t_per_10k_cny,
  i.eigenvector AS eigenvector, i.betweenness AS betweenness, i.closeness AS closeness, i.katz AS katz, i.pagerank AS
  pagerank, i.in_degree AS in_degree, i.out_degree AS out_degree, i.clustering AS clustering
ORDER BY position
