// doc: Industry to province.
// columns: from, to
// mode: load
COPY IN_PROVINCE FROM $rows (from='Industry', to='Province')
