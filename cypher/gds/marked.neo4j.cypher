// doc: Industries whose figures came from a run; the mark names the property that says so.
// params: mark, run
// mode: publish
MATCH (i:Industry)
WHERE i[$mark] = $run
RETURN i.id AS id
