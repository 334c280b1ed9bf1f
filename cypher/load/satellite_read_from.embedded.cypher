// doc: SatelliteAccount to its source.
// columns: from, to
// mode: load
COPY READ_FROM FROM $rows (from='SatelliteAccount', to='Source')
