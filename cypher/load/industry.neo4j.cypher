// doc: Industries of an edition with facts and indicators.
// columns: id, edition, province, sector, position, name_en, name_zh, name_zh_hant, output_mcny, total_input_mcny, intermediate_input_mcny, imports_mcny, value_added_mcny, compensation_mcny, net_taxes_mcny, depreciation_mcny, operating_surplus_mcny, final_use_mcny, rural_consumption_mcny, urban_consumption_mcny, government_consumption_mcny, capital_formation_mcny, inventory_change_mcny, exports_mcny, error_mcny, intra_industry_mcny, supplied_within_mcny, bought_within_mcny, supplied_outside_mcny, bought_outside_mcny, co2_kt, co2_inventory_kt, intensity_output_t_per_10k_cny, intensity_value_added_t_per_10k_cny, intensity_final_use_t_per_10k_cny, eigenvector, betweenness, closeness, katz, pagerank, in_degree, out_degree, clustering
// mode: load
UNWIND $rows AS row
CREATE (n:StagedIndustry)
SET n = row
