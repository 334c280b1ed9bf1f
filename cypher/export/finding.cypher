// doc: What the checks found. As the load query of this name takes them.
// returns: id, position:int, part, severity, code, place, expected, found, consequence
// mode: internal
MATCH (n:Finding)
RETURN n.id AS id, n.position AS position, n.part AS part, n.severity AS severity, n.code AS code, n.place AS place,
  n.expected AS expected, n.found AS found, n.consequence AS consequence
ORDER BY id
