// doc: City to province.
// columns: from, to
// mode: load
COPY IN_PROVINCE FROM $rows (from='City', to='Province')
