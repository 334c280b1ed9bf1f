// doc: Industry to edition.
// columns: from, to
// mode: load
UNWIND $rows AS row
MATCH (a:StagedIndustry {id: row.from})
MATCH (b:StagedEdition {id: row.to})
CREATE (a)-[:IN_EDITION]->(b)
