// doc: Tell readers that the published graph is there to stay.
// mode: publish
MATCH (v:GraphVersion)
REMOVE v.moving_since
