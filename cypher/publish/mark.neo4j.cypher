// doc: Tell readers that the published graph is about to be exchanged.
// mode: publish
MATCH (v:GraphVersion)
SET v.moving_since = timestamp()
