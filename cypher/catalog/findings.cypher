// doc: What the checks found, worst first, with the source that it is about.
// returns: id, source, part, severity, code, place, expected, found, consequence
// mode: read
MATCH (f:Finding)-[:FOUND_IN]->(s:Source)
RETURN f.id AS id, s.id AS source, f.part AS part, f.severity AS severity, f.code AS code, f.place AS place,
  f.expected AS expected, f.found AS found, f.consequence AS consequence
ORDER BY CASE f.severity WHEN 'error' THEN 0 WHEN 'warning' THEN 1 ELSE 2 END, f.part, f.position, id, source
