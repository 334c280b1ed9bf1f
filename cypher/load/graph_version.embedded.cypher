// doc: The one node that tells which graph this is.
// columns: content_hash, schema_version, synthetic, built_at
// mode: load
COPY GraphVersion FROM $rows
