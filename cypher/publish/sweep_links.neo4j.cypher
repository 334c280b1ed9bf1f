// doc: Remove relationships of nodes that were taken out of sight, some at a time.
// params: limit:int
// mode: publish
MATCH (:Dropped)-[r]->()
WITH r
LIMIT $limit
DELETE r
RETURN count(r) AS removed
