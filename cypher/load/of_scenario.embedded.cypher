// doc: Point to its scenario.
// columns: from, to
// mode: load
COPY OF_SCENARIO FROM $rows
