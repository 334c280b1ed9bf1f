// doc: Runs of methods whose results are stored.
// columns: id, edition, province, method, parameters, code_version, created_at, edges, money_cover, carbon_cover, carbon_bound, sectors_reached, sectors_active
// mode: load
COPY Run FROM $rows
