// doc: Note a batch in its own transaction, so that none loads twice; no row where another loader holds the database.
// params: id, owner, size:int
// mode: publish
MATCH (:Loader {id: 'loader', owner: $owner})
CREATE (b:StagedBatch {id: $id, size: $size})
RETURN b.id AS id
