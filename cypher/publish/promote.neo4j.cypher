// doc: Give what was loaded its labels.
// mode: publish
MATCH (n:StagedProvince) REMOVE n:StagedProvince SET n:Province;
MATCH (n:StagedSectorGroup) REMOVE n:StagedSectorGroup SET n:SectorGroup;
MATCH (n:StagedSector) REMOVE n:StagedSector SET n:Sector;
MATCH (n:StagedClassification) REMOVE n:StagedClassification SET n:Classification;
MATCH (n:StagedEdition) REMOVE n:StagedEdition SET n:Edition;
MATCH (n:StagedSource) REMOVE n:StagedSource SET n:Source;
MATCH (n:StagedQuantity) REMOVE n:StagedQuantity SET n:Quantity;
MATCH (n:StagedRun) REMOVE n:StagedRun SET n:Run;
MATCH (n:StagedProvinceSet) REMOVE n:StagedProvinceSet SET n:ProvinceSet;
MATCH (n:StagedInventorySector) REMOVE n:StagedInventorySector SET n:InventorySector;
MATCH (n:StagedFuel) REMOVE n:StagedFuel SET n:Fuel;
MATCH (n:StagedFinding) REMOVE n:StagedFinding SET n:Finding;
MATCH (n:StagedIndustry) REMOVE n:StagedIndustry SET n:Industry;
MATCH (n:StagedFinalUse) REMOVE n:StagedFinalUse SET n:FinalUse;
MATCH (n:StagedInventoryYear) REMOVE n:StagedInventoryYear SET n:InventoryYear;
MATCH (n:StagedInventoryEntry) REMOVE n:StagedInventoryEntry SET n:InventoryEntry;
MATCH (n:StagedCity) REMOVE n:StagedCity SET n:City;
MATCH (n:StagedCityEmission) REMOVE n:StagedCityEmission SET n:CityEmission;
MATCH (n:StagedDeflator) REMOVE n:StagedDeflator SET n:Deflator;
MATCH (n:StagedScenario) REMOVE n:StagedScenario SET n:Scenario;
MATCH (n:StagedScenarioPoint) REMOVE n:StagedScenarioPoint SET n:ScenarioPoint;
MATCH (n:StagedSatelliteAccount) REMOVE n:StagedSatelliteAccount SET n:SatelliteAccount;
MATCH (n:StagedSatelliteEntry) REMOVE n:StagedSatelliteEntry SET n:SatelliteEntry;
MATCH (n:Staging|StagedBatch) REMOVE n:Staging:StagedBatch SET n:Dropped;
