// doc: Final use by province and category; exports and error. As the load query of this name takes them.
// returns: id, edition, province, category, imports_mcny:float, name_en, name_zh, name_zh_hant
// mode: internal
MATCH (n:FinalUse)
RETURN n.id AS id, n.edition AS edition, n.province AS province, n.category AS category, n.imports_mcny AS
  imports_mcny, n.name_en AS name_en, n.name_zh AS name_zh, n.name_zh_hant AS name_zh_hant
ORDER BY id
