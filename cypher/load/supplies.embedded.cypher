// doc: Flows between industries; zero cells are not stored.
// columns: from, to, value_mcny
// mode: load
COPY SUPPLIES FROM $rows
