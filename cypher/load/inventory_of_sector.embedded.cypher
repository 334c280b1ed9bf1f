// doc: Entry of an inventory to its sector.
// columns: from, to
// mode: load
COPY OF_SECTOR FROM $rows (from='InventoryEntry', to='InventorySector')
