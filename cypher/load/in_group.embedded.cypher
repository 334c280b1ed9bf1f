// doc: Sector to its group.
// columns: from, to
// mode: load
COPY IN_GROUP FROM $rows
