// doc: CO2 of an inventory entry by fuel; zeros are not stored.
// columns: from, to, co2_kt
// mode: load
COPY BURNS FROM $rows
