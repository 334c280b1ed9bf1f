// doc: Edition to its classification.
// columns: from, to
// mode: load
COPY USES FROM $rows
