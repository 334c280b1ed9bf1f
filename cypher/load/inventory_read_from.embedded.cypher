// doc: InventoryYear to its source.
// columns: from, to
// mode: load
COPY READ_FROM FROM $rows (from='InventoryYear', to='Source')
