// doc: Amounts of a satellite account in a year by province and sector, in the unit of the account; no row means no data.
// params: account, year:int
// returns: province, sector, amount:float, unit
// mode: read
MATCH (e:SatelliteEntry)-[:OF_ACCOUNT]->(a:SatelliteAccount {id: $account})
WHERE e.year = $year
MATCH (e)-[:IN_PROVINCE]->(p:Province)
MATCH (e)-[:OF_SECTOR]->(k:Sector)
RETURN p.code AS province, k.code AS sector, e.amount AS amount, a.unit AS unit
ORDER BY p.position, k.position
