// doc: Public ids of nodes that an answer names but does not hold: the ends of its relationships.
// params: elements:list
// returns: element, public_id
// mode: internal
MATCH (n)
WHERE elementId(n) IN $elements
RETURN elementId(n) AS element, coalesce(n.id, n.code, n.sha256, n.property, n.content_hash) AS public_id
