// doc: The data dictionary: each property that carries a number, its unit and source.
// returns: label, property, unit, indicator:bool, visceads, name_en, name_zh, name_zh_hant, description_en, description_zh, description_zh_hant, source
// mode: read
MATCH (q:Quantity)
RETURN q.label AS label, q.property AS property, q.unit AS unit, q.indicator AS indicator, q.visceads AS visceads,
  q.name_en AS name_en, q.name_zh AS name_zh, q.name_zh_hant AS name_zh_hant, q.description_en AS description_en,
  q.description_zh AS description_zh, q.description_zh_hant AS description_zh_hant, q.source AS source
ORDER BY q.id
