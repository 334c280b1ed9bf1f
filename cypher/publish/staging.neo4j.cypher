// doc: What a load has begun to build, and how it cut its rows into batches.
// mode: publish
MATCH (s:Staging)
RETURN s.content_hash AS content_hash, s.cut AS cut
