// doc: Tell which graph is published, and of which parts (JSON) it is made; its one node stays, so that readers see the change before any other.
// columns: content_hash, schema_version, synthetic, built_at, parts
// mode: load
UNWIND $rows AS row
MERGE (v:GraphVersion)
SET v += row
