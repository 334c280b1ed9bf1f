// doc: Industries of a province with the figures most asked for.
// params: edition, province
// returns: id, sector, name_en, name_zh, name_zh_hant, output_mcny:float, value_added_mcny:float, exports_mcny:float, final_use_mcny:float, co2_kt:float, intensity_output_t_per_10k_cny:float
// mode: read
MATCH (i:Industry)
WHERE i.edition = $edition AND i.province = $province
RETURN i.id AS id, i.sector AS sector, i.name_en AS name_en, i.name_zh AS name_zh, i.name_zh_hant AS name_zh_hant,
  i.output_mcny AS output_mcny, i.value_added_mcny AS value_added_mcny, i.exports_mcny AS exports_mcny,
  i.final_use_mcny AS final_use_mcny, i.co2_kt AS co2_kt, i.intensity_output_t_per_10k_cny AS intensity_output_t_per_10k_cny
ORDER BY i.position
