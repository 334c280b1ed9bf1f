// doc: Entry to its inventory.
// columns: from, to
// mode: load
COPY IN_INVENTORY FROM $rows
