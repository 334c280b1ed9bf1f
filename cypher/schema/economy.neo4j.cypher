// doc: Keys of the economy, and of what is being loaded to take their place.
// mode: schema
CREATE CONSTRAINT tanlu_industry_id IF NOT EXISTS FOR (n:Industry) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT tanlu_staged_industry_id IF NOT EXISTS FOR (n:StagedIndustry) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT tanlu_final_use_id IF NOT EXISTS FOR (n:FinalUse) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT tanlu_staged_final_use_id IF NOT EXISTS FOR (n:StagedFinalUse) REQUIRE n.id IS UNIQUE;
