// doc: Price indices by sector and year. As the load query of this name takes them.
// returns: id, year:int, sector, index_value:float, base_year:int, source
// mode: internal
MATCH (n:Deflator)
RETURN n.id AS id, n.year AS year, n.sector AS sector, n.index_value AS index_value, n.base_year AS base_year,
  n.source AS source
ORDER BY id
