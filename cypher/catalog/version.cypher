// doc: The graph's identity: schema, content, time of building, sample or not.
// returns: content_hash, schema_version:int, synthetic:bool, built_at
// mode: read
MATCH (v:GraphVersion)
RETURN v.content_hash AS content_hash, v.schema_version AS schema_version, v.synthetic AS synthetic, v.built_at AS built_at
