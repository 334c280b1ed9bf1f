// doc: Finding to the source that it is about.
// columns: from, to
// mode: load
COPY FOUND_IN FROM $rows
