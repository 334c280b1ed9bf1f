// doc: Province set to its provinces.
// columns: from, to
// mode: load
COPY INCLUDES FROM $rows
