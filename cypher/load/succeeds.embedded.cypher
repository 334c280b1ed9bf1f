// doc: Sector of the 2017 class to the sector of the 2012 class that it succeeds.
// columns: from, to, weight
// mode: load
COPY SUCCEEDS FROM $rows
