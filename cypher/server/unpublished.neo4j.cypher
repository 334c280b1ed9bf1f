// doc: Whether nodes are in the database that are not published: of a graph that is being loaded, or that was published before.
// returns: there:bool
// mode: internal
RETURN EXISTS { MATCH (n:Staging|Dropped) } AS there
