// doc: Remove nodes that were taken out of sight, some at a time.
// params: limit:int
// mode: publish
MATCH (n:Dropped)
WITH n
LIMIT $limit
DETACH DELETE n
RETURN count(n) AS removed
