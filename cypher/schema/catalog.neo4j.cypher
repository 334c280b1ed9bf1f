// doc: Keys of the catalogue, and of what is being loaded to take their place.
// mode: schema
CREATE CONSTRAINT tanlu_province_code IF NOT EXISTS FOR (n:Province) REQUIRE n.code IS UNIQUE;
CREATE CONSTRAINT tanlu_staged_province_code IF NOT EXISTS FOR (n:StagedProvince) REQUIRE n.code IS UNIQUE;
CREATE CONSTRAINT tanlu_sector_group_code IF NOT EXISTS FOR (n:SectorGroup) REQUIRE n.code IS UNIQUE;
CREATE CONSTRAINT tanlu_staged_sector_group_code IF NOT EXISTS FOR (n:StagedSectorGroup) REQUIRE n.code IS UNIQUE;
CREATE CONSTRAINT tanlu_sector_code IF NOT EXISTS FOR (n:Sector) REQUIRE n.code IS UNIQUE;
CREATE CONSTRAINT tanlu_staged_sector_code IF NOT EXISTS FOR (n:StagedSector) REQUIRE n.code IS UNIQUE;
CREATE CONSTRAINT tanlu_classification_code IF NOT EXISTS FOR (n:Classification) REQUIRE n.code IS UNIQUE;
CREATE CONSTRAINT tanlu_staged_classification_code IF NOT EXISTS FOR (n:StagedClassification) REQUIRE n.code IS UNIQUE;
CREATE CONSTRAINT tanlu_edition_id IF NOT EXISTS FOR (n:Edition) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT tanlu_staged_edition_id IF NOT EXISTS FOR (n:StagedEdition) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT tanlu_source_id IF NOT EXISTS FOR (n:Source) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT tanlu_staged_source_id IF NOT EXISTS FOR (n:StagedSource) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT tanlu_quantity_id IF NOT EXISTS FOR (n:Quantity) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT tanlu_staged_quantity_id IF NOT EXISTS FOR (n:StagedQuantity) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT tanlu_run_id IF NOT EXISTS FOR (n:Run) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT tanlu_staged_run_id IF NOT EXISTS FOR (n:StagedRun) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT tanlu_province_set_code IF NOT EXISTS FOR (n:ProvinceSet) REQUIRE n.code IS UNIQUE;
CREATE CONSTRAINT tanlu_staged_province_set_code IF NOT EXISTS FOR (n:StagedProvinceSet) REQUIRE n.code IS UNIQUE;
CREATE CONSTRAINT tanlu_inventory_sector_code IF NOT EXISTS FOR (n:InventorySector) REQUIRE n.code IS UNIQUE;
CREATE CONSTRAINT tanlu_staged_inventory_sector_code IF NOT EXISTS FOR (n:StagedInventorySector) REQUIRE n.code IS UNIQUE;
CREATE CONSTRAINT tanlu_fuel_code IF NOT EXISTS FOR (n:Fuel) REQUIRE n.code IS UNIQUE;
CREATE CONSTRAINT tanlu_staged_fuel_code IF NOT EXISTS FOR (n:StagedFuel) REQUIRE n.code IS UNIQUE;
CREATE CONSTRAINT tanlu_finding_id IF NOT EXISTS FOR (n:Finding) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT tanlu_staged_finding_id IF NOT EXISTS FOR (n:StagedFinding) REQUIRE n.id IS UNIQUE;
