// doc: Inventory sector to the sectors of a classification, with weights.
// columns: from, to, classification, weight, status
// mode: load
COPY MAPS_TO FROM $rows
