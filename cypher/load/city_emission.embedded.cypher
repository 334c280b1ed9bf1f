// doc: Emissions of a city in a year.
// columns: id, city, year, co2_kt
// mode: load
COPY CityEmission FROM $rows
