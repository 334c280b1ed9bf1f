// doc: Industry to sector.
// columns: from, to
// mode: load
COPY OF_SECTOR FROM $rows (from='Industry', to='Sector')
