// doc: What the industries of a province deliver to final use.
// params: edition, province
// returns: sector, category, used_in, value_mcny:float
// mode: read
MATCH (s:Industry)-[d:DELIVERS]->(u:FinalUse)
WHERE s.edition = $edition AND s.province = $province
RETURN s.sector AS sector, u.category AS category, u.province AS used_in, d.value_mcny AS value_mcny
ORDER BY value_mcny DESC, sector, category, used_in
