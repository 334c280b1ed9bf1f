// doc: Edition to the inventories that give, or could give, its emissions.
// columns: from, to
// mode: load
COPY CO2_FROM FROM $rows
