// doc: Sector classifications. As the load query of this name takes them.
// returns: code, sectors:int, name_en, name_zh, name_zh_hant, source
// mode: internal
MATCH (n:Classification)
RETURN n.code AS code, n.sectors AS sectors, n.name_en AS name_en, n.name_zh AS name_zh, n.name_zh_hant AS
  name_zh_hant, n.source AS source
ORDER BY code
