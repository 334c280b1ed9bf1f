// doc: How many industries and what totals each edition holds.
// returns: edition, industries:int, output_mcny:float, value_added_mcny:float, co2_kt:float
// mode: read
MATCH (i:Industry)
RETURN i.edition AS edition, count(i) AS industries, sum(i.output_mcny) AS output_mcny,
  sum(i.value_added_mcny) AS value_added_mcny, CASE WHEN count(i.co2_kt) > 0 THEN sum(i.co2_kt) END AS co2_kt
ORDER BY edition
