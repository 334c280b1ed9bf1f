// doc: Emission to city.
// columns: from, to
// mode: load
COPY OF_CITY FROM $rows
