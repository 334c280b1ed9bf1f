// doc: Price index to sector.
// columns: from, to
// mode: load
COPY OF_SECTOR FROM $rows (from='Deflator', to='Sector')
