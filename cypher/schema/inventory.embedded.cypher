// doc: Tables of the emission inventories, of users' own tables, and what links them to places and sectors.
// mode: schema
CREATE NODE TABLE InventoryYear(id STRING PRIMARY KEY, year INT64, province STRING, level STRING, synthetic BOOL, co2_kt DOUBLE, households_kt DOUBLE);
CREATE NODE TABLE InventoryEntry(id STRING PRIMARY KEY, year INT64, province STRING, sector STRING, co2_kt DOUBLE);
CREATE NODE TABLE City(code STRING PRIMARY KEY, province STRING, name_en STRING, name_zh STRING, name_zh_hant STRING);
CREATE NODE TABLE CityEmission(id STRING PRIMARY KEY, city STRING, year INT64, co2_kt DOUBLE);
CREATE NODE TABLE Deflator(id STRING PRIMARY KEY, year INT64, sector STRING, index_value DOUBLE, base_year INT64, source STRING);
CREATE NODE TABLE Scenario(id STRING PRIMARY KEY, name_en STRING, name_zh STRING, name_zh_hant STRING, source STRING);
CREATE NODE TABLE ScenarioPoint(id STRING PRIMARY KEY, scenario STRING, year INT64, sector_group STRING, intensity_index DOUBLE);
CREATE NODE TABLE SatelliteAccount(id STRING PRIMARY KEY, unit STRING, name_en STRING, name_zh STRING, name_zh_hant STRING, source STRING);
CREATE NODE TABLE SatelliteEntry(id STRING PRIMARY KEY, account STRING, year INT64, province STRING, sector STRING, amount DOUBLE);
CREATE REL TABLE IN_PROVINCE(FROM Industry TO Province, FROM InventoryYear TO Province, FROM City TO Province, FROM SatelliteEntry TO Province);
CREATE REL TABLE OF_SECTOR(FROM Industry TO Sector, FROM InventoryEntry TO InventorySector, FROM Deflator TO Sector, FROM SatelliteEntry TO Sector);
CREATE REL TABLE IN_INVENTORY(FROM InventoryEntry TO InventoryYear);
CREATE REL TABLE BURNS(FROM InventoryEntry TO Fuel, co2_kt DOUBLE);
CREATE REL TABLE OF_CITY(FROM CityEmission TO City);
CREATE REL TABLE OF_SCENARIO(FROM ScenarioPoint TO Scenario);
CREATE REL TABLE APPLIES_TO(FROM ScenarioPoint TO SectorGroup);
CREATE REL TABLE OF_ACCOUNT(FROM SatelliteEntry TO SatelliteAccount);
CREATE REL TABLE READ_FROM(FROM Edition TO Source, FROM InventoryYear TO Source, FROM City TO Source, FROM Deflator TO Source, FROM Scenario TO Source, FROM SatelliteAccount TO Source, FROM ProvinceSet TO Source);
