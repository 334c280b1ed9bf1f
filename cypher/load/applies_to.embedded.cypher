// doc: Point of a scenario to sector group.
// columns: from, to
// mode: load
COPY APPLIES_TO FROM $rows
