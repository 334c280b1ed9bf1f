// doc: How many industries and what totals each edition holds.
// returns: edition, industries, output_mcny, value_added_mcny, co2_kt
// mode: read
MATCH (i:Industry)
RETURN i.edition AS edition, count(i) AS industries, sum(i.output_mcny) AS output_mcny,
  sum(i.value_added_mcny) AS value_added_mcny, sum(i.co2_kt) AS co2_kt
ORDER BY edition
