// doc: Give up what was loaded and not published: its nodes are removed later.
// mode: publish
MATCH (n:StagedProvince) REMOVE n:StagedProvince SET n:Dropped;
MATCH (n:StagedSectorGroup) REMOVE n:StagedSectorGroup SET n:Dropped;
MATCH (n:StagedSector) REMOVE n:StagedSector SET n:Dropped;
MATCH (n:StagedClassification) REMOVE n:StagedClassification SET n:Dropped;
MATCH (n:StagedEdition) REMOVE n:StagedEdition SET n:Dropped;
MATCH (n:StagedSource) REMOVE n:StagedSource SET n:Dropped;
MATCH (n:StagedQuantity) REMOVE n:StagedQuantity SET n:Dropped;
MATCH (n:StagedRun) REMOVE n:StagedRun SET n:Dropped;
MATCH (n:StagedProvinceSet) REMOVE n:StagedProvinceSet SET n:Dropped;
MATCH (n:StagedInventorySector) REMOVE n:StagedInventorySector SET n:Dropped;
MATCH (n:StagedFuel) REMOVE n:StagedFuel SET n:Dropped;
MATCH (n:StagedFinding) REMOVE n:StagedFinding SET n:Dropped;
MATCH (n:StagedIndustry) REMOVE n:StagedIndustry SET n:Dropped;
MATCH (n:StagedFinalUse) REMOVE n:StagedFinalUse SET n:Dropped;
MATCH (n:StagedInventoryYear) REMOVE n:StagedInventoryYear SET n:Dropped;
MATCH (n:StagedInventoryEntry) REMOVE n:StagedInventoryEntry SET n:Dropped;
MATCH (n:StagedCity) REMOVE n:StagedCity SET n:Dropped;
MATCH (n:StagedCityEmission) REMOVE n:StagedCityEmission SET n:Dropped;
MATCH (n:StagedDeflator) REMOVE n:StagedDeflator SET n:Dropped;
MATCH (n:StagedScenario) REMOVE n:StagedScenario SET n:Dropped;
MATCH (n:StagedScenarioPoint) REMOVE n:StagedScenarioPoint SET n:Dropped;
MATCH (n:StagedSatelliteAccount) REMOVE n:StagedSatelliteAccount SET n:Dropped;
MATCH (n:StagedSatelliteEntry) REMOVE n:StagedSatelliteEntry SET n:Dropped;
MATCH (n:Staging|StagedBatch) REMOVE n:Staging:StagedBatch SET n:Dropped;
