// doc: Where an industry stands among those of its province, by an indicator.
// columns: from, to, run, rank, percentile, share
// mode: load
COPY RANKED FROM $rows
