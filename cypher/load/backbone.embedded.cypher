// doc: Stored backbone edges.
// columns: from, to, run, rank, value_mcny, share, percentile, weight, score, co2_kt
// mode: load
COPY BACKBONE FROM $rows
