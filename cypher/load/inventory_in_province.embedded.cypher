// doc: Inventory to province.
// columns: from, to
// mode: load
COPY IN_PROVINCE FROM $rows (from='InventoryYear', to='Province')
