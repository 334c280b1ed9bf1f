// doc: Links of a network that chance does not explain, by the disparity filter of Serrano and others (2009), from strengths and numbers of links by position; strongest first.
// params: edition, from_factor:list, to_factor:list, least:float, logarithmic:int, sold:list, bought:list, customers:list, suppliers:list, alpha:float
// returns: supplier:int, customer:int, weight:float, score:float
// mode: internal
MATCH (s:Industry {edition: $edition})
WITH s, $from_factor[s.position] AS row, $sold[s.position] AS sold, $customers[s.position] - 1 AS others
WHERE row IS NOT NULL
MATCH (s)-[f:SUPPLIES]->(t:Industry)
WHERE s <> t
WITH s.position AS supplier, t.position AS customer, f.value_mcny * row * $to_factor[t.position] AS weight, sold, others
WHERE weight >= $least AND weight > 0 AND ($logarithmic = 0 OR weight < 1)
WITH supplier, customer, weight, sold, others, $bought[customer] AS bought, $suppliers[customer] - 1 AS more
WITH supplier, customer, weight,
  CASE WHEN others = 0 THEN 1.0 WHEN weight >= sold THEN 0.0 ELSE exp(others * log(1 - weight / sold)) END AS by_sales,
  CASE WHEN more = 0 THEN 1.0 WHEN weight >= bought THEN 0.0 ELSE exp(more * log(1 - weight / bought)) END AS by_purchases
WITH supplier, customer, weight, CASE WHEN by_sales < by_purchases THEN by_sales ELSE by_purchases END AS score
WHERE score < $alpha
RETURN supplier, customer, weight, score
ORDER BY weight DESC, supplier, customer
