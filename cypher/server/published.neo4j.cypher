// doc: Which graph is published, and whether it is being exchanged just now: a mark that is older than half a minute was left by a loader that ended.
// returns: content_hash, moving:bool
// mode: internal
MATCH (v:GraphVersion)
RETURN v.content_hash AS content_hash, coalesce(timestamp() - v.moving_since < 30000, false) AS moving
