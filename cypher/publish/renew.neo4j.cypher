// doc: Go on holding the database; no row where another loader has taken it.
// params: owner, seconds:int
// mode: publish
MATCH (l:Loader {id: 'loader', owner: $owner})
SET l.until = timestamp() + 1000 * $seconds
RETURN l.owner AS owner
