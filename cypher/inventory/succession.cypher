// doc: Sectors of the 2017 class and those of the 2012 class that they succeed, with weights.
// returns: sector, older_sector, weight:float
// mode: read
MATCH (s:Sector)-[u:SUCCEEDS]->(o:Sector)
RETURN s.code AS sector, o.code AS older_sector, u.weight AS weight
ORDER BY s.position, o.position
