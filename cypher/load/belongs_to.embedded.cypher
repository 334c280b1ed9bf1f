// doc: Sector to classification, with its number there.
// columns: from, to, number
// mode: load
COPY BELONGS_TO FROM $rows (from='Sector', to='Classification')
