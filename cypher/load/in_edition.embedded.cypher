// doc: Industry to edition.
// columns: from, to
// mode: load
COPY IN_EDITION FROM $rows
