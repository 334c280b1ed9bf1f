// doc: Intensity of a sector group in a year of a scenario. As the load query of this name takes them.
// returns: id, scenario, year:int, sector_group, intensity_index:float
// mode: internal
MATCH (n:ScenarioPoint)
RETURN n.id AS id, n.scenario AS scenario, n.year AS year, n.sector_group AS sector_group, n.intensity_index AS
  intensity_index
ORDER BY id
