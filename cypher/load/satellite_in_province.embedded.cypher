// doc: Entry of a satellite account to province.
// columns: from, to
// mode: load
COPY IN_PROVINCE FROM $rows (from='SatelliteEntry', to='Province')
