// doc: Keys of the emission inventories and users' own tables, and of what is being loaded to take their place.
// mode: schema
CREATE CONSTRAINT tanlu_inventory_year_id IF NOT EXISTS FOR (n:InventoryYear) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT tanlu_staged_inventory_year_id IF NOT EXISTS FOR (n:StagedInventoryYear) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT tanlu_inventory_entry_id IF NOT EXISTS FOR (n:InventoryEntry) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT tanlu_staged_inventory_entry_id IF NOT EXISTS FOR (n:StagedInventoryEntry) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT tanlu_city_code IF NOT EXISTS FOR (n:City) REQUIRE n.code IS UNIQUE;
CREATE CONSTRAINT tanlu_staged_city_code IF NOT EXISTS FOR (n:StagedCity) REQUIRE n.code IS UNIQUE;
CREATE CONSTRAINT tanlu_city_emission_id IF NOT EXISTS FOR (n:CityEmission) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT tanlu_staged_city_emission_id IF NOT EXISTS FOR (n:StagedCityEmission) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT tanlu_deflator_id IF NOT EXISTS FOR (n:Deflator) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT tanlu_staged_deflator_id IF NOT EXISTS FOR (n:StagedDeflator) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT tanlu_scenario_id IF NOT EXISTS FOR (n:Scenario) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT tanlu_staged_scenario_id IF NOT EXISTS FOR (n:StagedScenario) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT tanlu_scenario_point_id IF NOT EXISTS FOR (n:ScenarioPoint) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT tanlu_staged_scenario_point_id IF NOT EXISTS FOR (n:StagedScenarioPoint) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT tanlu_satellite_account_id IF NOT EXISTS FOR (n:SatelliteAccount) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT tanlu_staged_satellite_account_id IF NOT EXISTS FOR (n:StagedSatelliteAccount) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT tanlu_satellite_entry_id IF NOT EXISTS FOR (n:SatelliteEntry) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT tanlu_staged_satellite_entry_id IF NOT EXISTS FOR (n:StagedSatelliteEntry) REQUIRE n.id IS UNIQUE;
