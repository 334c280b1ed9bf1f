// doc: A label of ours that data of others uses, where no graph of ours is published.
// params: labels:list
// mode: publish
MATCH (n)
UNWIND labels(n) AS label
WITH label
WHERE label IN $labels
RETURN label
LIMIT 1
