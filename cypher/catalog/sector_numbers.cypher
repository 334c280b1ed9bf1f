// doc: The number of each sector in each classification.
// returns: classification, number:int, sector
// mode: read
MATCH (s:Sector)-[b:BELONGS_TO]->(c:Classification)
RETURN c.code AS classification, b.number AS number, s.code AS sector
ORDER BY classification, number, sector
