// doc: Amount of a satellite account by year, province and sector. As the load query of this name takes them.
// returns: id, account, year:int, province, sector, amount:float
// mode: internal
MATCH (n:SatelliteEntry)
RETURN n.id AS id, n.account AS account, n.year AS year, n.province AS province, n.sector AS sector, n.amount AS
  amount
ORDER BY id
