// doc: Stored backbone edges.
// columns: from, to, run, rank, value_mcny, share, percentile, weight
// mode: load
COPY BACKBONE FROM $rows
