// doc: Inventory sector to its classification.
// columns: from, to, number
// mode: load
COPY BELONGS_TO FROM $rows (from='InventorySector', to='Classification')
