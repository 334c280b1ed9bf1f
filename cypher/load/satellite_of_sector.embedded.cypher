// doc: Entry of a satellite account to sector.
// columns: from, to
// mode: load
COPY OF_SECTOR FROM $rows (from='SatelliteEntry', to='Sector')
