// doc: The version of the Graph Data Science plugin; fails where there is none.
// returns: version
// mode: internal
RETURN gds.version() AS version
