// doc: Take the published graph out of sight: its nodes are removed later.
// mode: publish
MATCH (n:Province) REMOVE n:Province SET n:Dropped;
MATCH (n:SectorGroup) REMOVE n:SectorGroup SET n:Dropped;
MATCH (n:Sector) REMOVE n:Sector SET n:Dropped;
MATCH (n:Classification) REMOVE n:Classification SET n:Dropped;
MATCH (n:Edition) REMOVE n:Edition SET n:Dropped;
MATCH (n:Source) REMOVE n:Source SET n:Dropped;
MATCH (n:Quantity) REMOVE n:Quantity SET n:Dropped;
MATCH (n:Run) REMOVE n:Run SET n:Dropped;
MATCH (n:ProvinceSet) REMOVE n:ProvinceSet SET n:Dropped;
MATCH (n:InventorySector) REMOVE n:InventorySector SET n:Dropped;
MATCH (n:Fuel) REMOVE n:Fuel SET n:Dropped;
MATCH (n:Finding) REMOVE n:Finding SET n:Dropped;
MATCH (n:Industry) REMOVE n:Industry SET n:Dropped;
MATCH (n:FinalUse) REMOVE n:FinalUse SET n:Dropped;
MATCH (n:InventoryYear) REMOVE n:InventoryYear SET n:Dropped;
MATCH (n:InventoryEntry) REMOVE n:InventoryEntry SET n:Dropped;
MATCH (n:City) REMOVE n:City SET n:Dropped;
MATCH (n:CityEmission) REMOVE n:CityEmission SET n:Dropped;
MATCH (n:Deflator) REMOVE n:Deflator SET n:Dropped;
MATCH (n:Scenario) REMOVE n:Scenario SET n:Dropped;
MATCH (n:ScenarioPoint) REMOVE n:ScenarioPoint SET n:Dropped;
MATCH (n:SatelliteAccount) REMOVE n:SatelliteAccount SET n:Dropped;
MATCH (n:SatelliteEntry) REMOVE n:SatelliteEntry SET n:Dropped;
