// doc: Let the database go.
// params: owner
// mode: publish
MATCH (l:Loader {id: 'loader', owner: $owner})
DELETE l
