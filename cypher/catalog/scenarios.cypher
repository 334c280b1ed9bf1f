// doc: Points of a user's scenarios: intensity of each sector group by year, as a share of the base year's.
// returns: scenario, name_en, name_zh, name_zh_hant, source, year:int, sector_group, intensity_index:float, file_name, sha256
// mode: read
MATCH (p:ScenarioPoint)-[:OF_SCENARIO]->(s:Scenario)-[:READ_FROM]->(f:Source)
MATCH (p)-[:APPLIES_TO]->(g:SectorGroup)
RETURN s.id AS scenario, s.name_en AS name_en, s.name_zh AS name_zh, s.name_zh_hant AS name_zh_hant, s.source AS source,
  p.year AS year, g.code AS sector_group, p.intensity_index AS intensity_index, f.file_name AS file_name, f.sha256 AS sha256
ORDER BY scenario, year, g.position
