// doc: Flows from industries to final use.
// columns: from, to, value_mcny
// mode: load
COPY DELIVERS FROM $rows
