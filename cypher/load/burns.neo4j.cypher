// doc: CO2 of an inventory entry by fuel; zeros are not stored.
// columns: from, to, co2_kt
// group: from
// mode: load
UNWIND range(0, size($rows.ends) - 1) AS place
MATCH (b:StagedFuel {code: $rows.ends[place]})
WITH b ORDER BY place
WITH collect(b) AS ends
UNWIND $rows.groups AS g
MATCH (a:StagedInventoryEntry {id: g.from})
UNWIND range(0, size(g.to) - 1) AS i
WITH a, ends[g.to[i]] AS b, g, i
CREATE (a)-[:BURNS {co2_kt: g.co2_kt[i]}]->(b)
