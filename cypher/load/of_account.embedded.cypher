// doc: Entry to its satellite account.
// columns: from, to
// mode: load
COPY OF_ACCOUNT FROM $rows
