// doc: One industry by its id.
// params: industry
// returns: id, edition, province, sector, name_en, name_zh, name_zh_hant, output_mcny:float, value_added_mcny:float, co2_kt:float
// mode: read
MATCH (i:Industry {id: $industry})
RETURN i.id AS id, i.edition AS edition, i.province AS province, i.sector AS sector, i.name_en AS name_en,
  i.name_zh AS name_zh, i.name_zh_hant AS name_zh_hant, i.output_mcny AS output_mcny,
  i.value_added_mcny AS value_added_mcny, i.co2_kt AS co2_kt
