// doc: Tables of the economy: industries, final use, flows and stored backbones.
// mode: schema
CREATE NODE TABLE Industry(id STRING PRIMARY KEY, edition STRING, province STRING, sector STRING, position INT64, name_en STRING, name_zh STRING, name_zh_hant STRING,
  output_mcny DOUBLE, total_input_mcny DOUBLE, intermediate_input_mcny DOUBLE, imports_mcny DOUBLE, value_added_mcny DOUBLE,
  compensation_mcny DOUBLE, net_taxes_mcny DOUBLE, depreciation_mcny DOUBLE, operating_surplus_mcny DOUBLE,
  final_use_mcny DOUBLE, rural_consumption_mcny DOUBLE, urban_consumption_mcny DOUBLE, government_consumption_mcny DOUBLE,
  capital_formation_mcny DOUBLE, inventory_change_mcny DOUBLE, exports_mcny DOUBLE, error_mcny DOUBLE,
  intra_industry_mcny DOUBLE, supplied_within_mcny DOUBLE, bought_within_mcny DOUBLE, supplied_outside_mcny DOUBLE, bought_outside_mcny DOUBLE,
  co2_kt DOUBLE, co2_inventory_kt DOUBLE, intensity_output_t_per_10k_cny DOUBLE, intensity_value_added_t_per_10k_cny DOUBLE, intensity_final_use_t_per_10k_cny DOUBLE,
  eigenvector DOUBLE, betweenness DOUBLE, closeness DOUBLE, katz DOUBLE, pagerank DOUBLE, in_degree DOUBLE, out_degree DOUBLE, clustering DOUBLE);
CREATE NODE TABLE FinalUse(id STRING PRIMARY KEY, edition STRING, province STRING, category STRING, imports_mcny DOUBLE, name_en STRING, name_zh STRING, name_zh_hant STRING);
CREATE REL TABLE IN_EDITION(FROM Industry TO Edition);
CREATE REL TABLE SUPPLIES(FROM Industry TO Industry, value_mcny DOUBLE);
CREATE REL TABLE DELIVERS(FROM Industry TO FinalUse, value_mcny DOUBLE);
CREATE REL TABLE BACKBONE(FROM Industry TO Industry, run STRING, rank INT64, value_mcny DOUBLE, share DOUBLE, percentile DOUBLE, weight DOUBLE, score DOUBLE, co2_kt DOUBLE);
CREATE REL TABLE USES(FROM Edition TO Classification);
CREATE REL TABLE RANKED(FROM Industry TO Quantity, run STRING, rank DOUBLE, percentile DOUBLE, share DOUBLE);
CREATE REL TABLE CO2_FROM(FROM Edition TO Source);
