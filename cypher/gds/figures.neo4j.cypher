// doc: Set properties of industries; those that are null are removed.
// mode: publish
UNWIND $rows AS row
MATCH (i:Industry {id: row.id})
SET i += row.figures
