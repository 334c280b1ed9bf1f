// doc: Keys of what publication itself writes: who loads, what was loaded.
// mode: schema
CREATE CONSTRAINT tanlu_loader_id IF NOT EXISTS FOR (n:Loader) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT tanlu_staged_batch_id IF NOT EXISTS FOR (n:StagedBatch) REQUIRE n.id IS UNIQUE;
