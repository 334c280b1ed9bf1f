// doc: Intensity of a sector group in a year of a scenario.
// columns: id, scenario, year, sector_group, intensity_index
// mode: load
UNWIND $rows AS row
CREATE (n:StagedScenarioPoint)
SET n = row
