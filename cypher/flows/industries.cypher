// doc: All industries of an edition with every property, in the order of the table.
// params: edition
// returns: id, edition, province, sector, position, name_en, name_zh, name_zh_hant, output_mcny, total_input_mcny, intermediate_input_mcny, imports_mcny, value_added_mcny, compensation_mcny, net_taxes_mcny, depreciation_mcny, operating_surplus_mcny, final_use_mcny, rural_consumption_mcny, urban_consumption_mcny, government_consumption_mcny, capital_formation_mcny, inventory_change_mcny, exports_mcny, error_mcny, intra_industry_mcny, supplied_within_mcny, bought_within_mcny, supplied_outside_mcny, bought_outside_mcny, co2_kt, co2_inventory_kt, intensity_output_t_per_10k_cny, intensity_value_added_t_per_10k_cny, intensity_final_use_t_per_10k_cny, eigenvector, betweenness, closeness, katz, pagerank, in_degree, out_degree, clustering
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
