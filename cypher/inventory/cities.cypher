// doc: Emissions of the cities of a province in the years that are known.
// params: province
// returns: city, name_en, name_zh, name_zh_hant, year:int, co2_kt:float
// mode: read
MATCH (c:City)<-[:OF_CITY]-(e:CityEmission)
WHERE c.province = $province
RETURN c.code AS city, c.name_en AS name_en, c.name_zh AS name_zh, c.name_zh_hant AS name_zh_hant,
  e.year AS year, e.co2_kt AS co2_kt
ORDER BY city, year
