// doc: Scenarios. As the load query of this name takes them.
// returns: id, name_en, name_zh, name_zh_hant, source
// mode: internal
MATCH (n:Scenario)
RETURN n.id AS id, n.name_en AS name_en, n.name_zh AS name_zh, n.name_zh_hant AS name_zh_hant, n.source AS source
ORDER BY id
