// doc: Tables of the catalogue: places, sectors, classes, editions, sources, dictionary, runs, findings, links.
// mode: schema
CREATE NODE TABLE Province(code STRING PRIMARY KEY, gb_code STRING, position INT64, region STRING, grid_row INT64, grid_col INT64, name_en STRING, name_zh STRING, name_zh_hant STRING);
CREATE NODE TABLE SectorGroup(code STRING PRIMARY KEY, position INT64, name_en STRING, name_zh STRING, name_zh_hant STRING);
CREATE NODE TABLE Sector(code STRING PRIMARY KEY, position INT64, name_en STRING, name_zh STRING, name_zh_hant STRING, short_en STRING, short_zh STRING, short_zh_hant STRING);
CREATE NODE TABLE Classification(code STRING PRIMARY KEY, sectors INT64, name_en STRING, name_zh STRING, name_zh_hant STRING, source STRING);
CREATE NODE TABLE Edition(id STRING PRIMARY KEY, year INT64, price_basis STRING, synthetic BOOL, co2_source STRING, name_en STRING, name_zh STRING, name_zh_hant STRING);
CREATE NODE TABLE Source(id STRING PRIMARY KEY, sha256 STRING, file_name STRING, sheet STRING, title STRING, loaded_at STRING, loader_version STRING, citation STRING, licence STRING);
CREATE NODE TABLE Quantity(id STRING PRIMARY KEY, label STRING, property STRING, unit STRING, indicator BOOL, visceads STRING, name_en STRING, name_zh STRING, name_zh_hant STRING, description_en STRING, description_zh STRING, description_zh_hant STRING, source STRING);
CREATE NODE TABLE Run(id STRING PRIMARY KEY, edition STRING, province STRING, method STRING, parameters STRING, code_version STRING, created_at STRING, edges INT64, self_loops INT64, cells INT64, money_cover DOUBLE, money_cover_links DOUBLE, own_use_share DOUBLE, carbon_cover DOUBLE, carbon_cover_links DOUBLE, carbon_bound DOUBLE, carbon_bound_links DOUBLE, sectors_reached INT64, sectors_active INT64, components INT64, reachable_pairs INT64, ks_distance DOUBLE, jaccard_top_share DOUBLE, proof_covered DOUBLE, proof_bound DOUBLE, proof_gap DOUBLE);
CREATE NODE TABLE GraphVersion(content_hash STRING PRIMARY KEY, schema_version INT64, synthetic BOOL, built_at STRING);
CREATE NODE TABLE ProvinceSet(code STRING PRIMARY KEY, position INT64, shipped BOOL, name_en STRING, name_zh STRING, name_zh_hant STRING, source STRING);
CREATE NODE TABLE InventorySector(code STRING PRIMARY KEY, number INT64, households BOOL, name_en STRING, name_zh STRING, name_zh_hant STRING);
CREATE NODE TABLE Fuel(code STRING PRIMARY KEY, position INT64, name_en STRING, name_zh STRING, name_zh_hant STRING);
CREATE NODE TABLE Finding(id STRING PRIMARY KEY, position INT64, part STRING, severity STRING, code STRING, place STRING, expected STRING, found STRING, consequence STRING);
CREATE REL TABLE IN_GROUP(FROM Sector TO SectorGroup);
CREATE REL TABLE BELONGS_TO(FROM Sector TO Classification, FROM InventorySector TO Classification, number INT64);
CREATE REL TABLE INCLUDES(FROM ProvinceSet TO Province);
CREATE REL TABLE SUCCEEDS(FROM Sector TO Sector, weight DOUBLE);
CREATE REL TABLE MAPS_TO(FROM InventorySector TO Sector, classification STRING, weight DOUBLE, status STRING);
CREATE REL TABLE FOUND_IN(FROM Finding TO Source);
