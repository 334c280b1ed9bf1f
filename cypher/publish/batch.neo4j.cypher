// doc: Note a batch in its own transaction, so that none loads twice; no row where another loader holds the database.
// params: id, owner
// mode: publish
MATCH (:Loader {id: 'loader', owner: $owner})
CREATE (b:StagedBatch {id: $id})
RETURN b.id AS id
