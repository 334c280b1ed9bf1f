// doc: Intensity of a sector group in a year of a scenario.
// columns: id, scenario, year, sector_group, intensity_index
// mode: load
COPY ScenarioPoint FROM $rows
