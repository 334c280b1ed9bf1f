// doc: Which graph is published, held so that no loader begins to exchange it before this transaction ends.
// mode: publish
MATCH (v:GraphVersion)
SET v.held = true
REMOVE v.held
WITH v
RETURN v.content_hash AS content_hash, coalesce(timestamp() - v.moving_since < 30000, false) AS moving
