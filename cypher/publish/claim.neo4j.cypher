// doc: Hold the database for one loader: whose it is then. A holder that has not been heard of in time, or that was in the same place as we are now, has ended.
// params: owner, place, seconds:int
// mode: publish
MERGE (l:Loader {id: 'loader'})
ON CREATE SET l.owner = $owner, l.place = $place, l.until = 0
SET l.asked = timestamp()
WITH l
CALL (l) {
  WITH l
  WHERE l.owner = $owner OR l.place = $place OR l.until < timestamp()
  SET l.owner = $owner, l.place = $place, l.until = timestamp() + 1000 * $seconds
}
RETURN l.owner AS owner
