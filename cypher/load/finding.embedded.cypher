// doc: What the checks found.
// columns: id, position, part, severity, code, place, expected, found, consequence
// mode: load
COPY Finding FROM $rows
