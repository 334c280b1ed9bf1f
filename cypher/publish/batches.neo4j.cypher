// doc: The batches of a graph that is being built which are in the database, and how many rows each has.
// params: content_hash
// mode: publish
MATCH (b:StagedBatch)
WHERE b.id STARTS WITH $content_hash
RETURN b.id AS id, b.size AS size
