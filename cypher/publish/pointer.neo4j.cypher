// doc: Which graph is published, and of which parts (JSON) it is made.
// mode: publish
MATCH (v:GraphVersion)
RETURN v.content_hash AS content_hash, v.synthetic AS synthetic, v.parts AS parts
