// doc: Flows between industries; zero cells are not stored.
// columns: from, to, value_mcny
// group: from
// mode: load
UNWIND range(0, size($rows.ends) - 1) AS place
MATCH (b:StagedIndustry {id: $rows.ends[place]})
WITH b ORDER BY place
WITH collect(b) AS ends
UNWIND $rows.groups AS g
MATCH (a:StagedIndustry {id: g.from})
UNWIND range(0, size(g.to) - 1) AS i
WITH a, ends[g.to[i]] AS b, g, i
CREATE (a)-[:SUPPLIES {value_mcny: g.value_mcny[i]}]->(b)
