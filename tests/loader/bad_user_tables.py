"""Tables of users that must not be loaded: one thing wrong in each, and files that are none."""

from __future__ import annotations

from dataclasses import dataclass

FILE = "mine.csv"
DEFLATORS = "year,sector,index_value,base_year,source\n2012,all,100,2012,s\n2015,c3,98.5,2012,s\n"
SCENARIOS = (
    "scenario,year,sector_group,intensity_index,name_en,source\n"
    "slow,2020,all,1,Slow,s\nslow,2030,energy,0.5,Slow,s\n"
)
SETS = "set,name_en,name_zh,province\nmine,Mine,我的,GD\nmine,,,GX\n"
SATELLITE = (
    "account,unit,year,province,sector,amount,source\n"
    "energy,TJ,2017,GD,c3,12.5,s\nenergy,TJ,2017,GD,c17e,7,s\n"
)


@dataclass(frozen=True)
class BadTable:
    """What the file holds, where the fault is, and words of its message and of its hint."""

    name: str
    data: bytes
    place: str
    said: str
    hint: str


def bad(name: str, text: str, place: str, said: str, hint: str = "") -> BadTable:
    """A table with a fault at a place: ``3 year`` is row 3, column year."""
    row, _, column = place.partition(" ")
    where = f"{FILE} / row {row}" + (f" / column {column}" if column else "")
    return BadTable(name, text.encode(), where, said, hint)


def cell(
    name: str, table: str, old: str, new: str, place: str, said: str, hint: str = ""
) -> BadTable:
    """A table with a text that stands in it once replaced by a wrong one."""
    assert table.count(old) == 1, (table, old)
    return bad(name, table.replace(old, new), place, said, hint)


CASES = (
    # deflators
    cell("year empty", DEFLATORS, "2015,c3", ",c3", "3 year", "empty cell"),
    cell("year as text", DEFLATORS, "2015,c3", "2015年,c3", "3 year", "'2015年'"),
    cell("year of two digits", DEFLATORS, "2015,c3", "15,c3", "3 year", "1949"),
    cell("year with decimals", DEFLATORS, "2015,c3", "2015.0,c3", "3 year", "'2015.0'"),
    cell("year of the future", DEFLATORS, "2015,c3", "2815,c3", "3 year", "2100"),
    cell("sector unknown", DEFLATORS, "c3", "c17", "3 sector", "'c17'", "c17e"),
    cell("sector by name", DEFLATORS, "c3", "煤炭采选", "3 sector", "'煤炭采选'", "mean c2c?"),
    cell("sector in capitals", DEFLATORS, "c3", "C3", "3 sector", "'C3'", "mean c3?"),
    cell("sector of a wide form", DEFLATORS, "c3", "ｃ３", "3 sector", "'ｃ３'", "mean c3?"),
    cell("index zero", DEFLATORS, "98.5", "0", "3 index_value", "above 0, found 0"),
    cell("index negative", DEFLATORS, "98.5", "-98.5", "3 index_value", "-98.5"),
    cell("index not a number", DEFLATORS, "98.5", "nan", "3 index_value", "'nan'"),
    cell("index infinite", DEFLATORS, "98.5", "1e999", "3 index_value", "finite"),
    cell("index empty", DEFLATORS, "98.5", "", "3 index_value", "empty", "no data"),
    cell("index with a unit", DEFLATORS, "98.5", "98.5%", "3 index_value", "'98.5%'", "95%"),
    cell("index in wide digits", DEFLATORS, "98.5", "９８", "3 index_value", "'９８'"),
    cell(
        "index as a ratio",
        DEFLATORS,
        "all,100",
        "all,1",
        "2 index_value",
        "100 in the base year 2012, found 1",
        "118.2",
    ),
    cell(
        "two base years",
        DEFLATORS,
        "98.5,2012",
        "98.5,2014",
        "3 base_year",
        "'2012' as in row 2, found '2014'",
        "chain",
    ),
    bad("double deflator", DEFLATORS + "2015,c3,99,2012,s\n", "4", "row 3 already", "remove"),
    bad("double all", DEFLATORS + "2012,all,100,2012,s\n", "4", "row 2 already"),
    # scenarios
    cell(
        "group unknown",
        SCENARIOS,
        "energy",
        "Energie",
        "3 sector_group",
        "'Energie'",
        "mean energy?",
    ),
    cell("group by name", SCENARIOS, "energy", "能源", "3 sector_group", "'能源'", "mean energy?"),
    cell(
        "group nowhere",
        SCENARIOS,
        "energy",
        "xyzzy",
        "3 sector_group",
        "'xyzzy'",
        "sector_groups.csv",
    ),
    cell("intensity negative", SCENARIOS, "0.5", "-0.5", "3 intensity_index", "-0.5"),
    cell("intensity in percent", SCENARIOS, "0.5", "50%", "3 intensity_index", "'50%'", "0.95"),
    cell(
        "intensity with a decimal comma",
        SCENARIOS,
        "0.5",
        '"0,5"',
        "3 intensity_index",
        "'0,5'",
        "point",
    ),
    cell("scenario without id", SCENARIOS, "slow,2030", ",2030", "3 scenario", "empty"),
    cell(
        "scenario id with a blank",
        SCENARIOS,
        "slow,2030",
        "very slow,2030",
        "3 scenario",
        "'very slow'",
        "name_en",
    ),
    cell("scenario id in Chinese", SCENARIOS, "slow,2030", "慢,2030", "3 scenario", "'慢'"),
    cell(
        "two names of a scenario",
        SCENARIOS,
        "0.5,Slow",
        "0.5,Fast",
        "3 name_en",
        "'Slow' as in row 2, found 'Fast'",
    ),
    bad("double point", SCENARIOS + "slow,2030,energy,0.5,Slow,s\n", "4", "row 3 already"),
    # sets
    cell("province by name", SETS, "GX", "广西", "3 province", "'广西'", "mean GX?"),
    cell("province in lower case", SETS, "GX", "gx", "3 province", "'gx'", "mean GX?"),
    cell("province misspelt", SETS, "GX", "Guangdon", "3 province", "'Guangdon'", "GD"),
    cell("province abroad", SETS, "GX", "HK", "3 province", "'HK'", "provinces.csv"),
    bad("province twice", SETS + "mine,,,GD\n", "4", "row 2 already"),
    bad(
        "set of ours", SETS + "yangtze_delta,,,SH\n", "4 set", "'yangtze_delta'", "my_yangtze_delta"
    ),
    cell("all provinces", SETS, "GX", "all", "3 province", "'all'"),
    # satellite accounts
    cell("amount negative", SATELLITE, "12.5", "-12.5", "2 amount", "from 0, found -12.5", "sink"),
    cell(
        "amount with separators", SATELLITE, "12.5", '"1,234.5"', "2 amount", "'1,234.5'", "1234.5"
    ),
    cell("amount with a blank inside", SATELLITE, "12.5", "1 234", "2 amount", "'1 234'"),
    cell("amount empty", SATELLITE, "12.5", "", "2 amount", "empty", "0 means none"),
    cell("amount as a dash", SATELLITE, "12.5", "-", "2 amount", "'-'"),
    cell("amount as a formula error", SATELLITE, "12.5", "#DIV/0!", "2 amount", "#DIV/0!"),
    cell("unit empty", SATELLITE, "TJ,2017,GD,c17e", ",2017,GD,c17e", "3 unit", "empty", "TJ"),
    cell(
        "two units of an account",
        SATELLITE,
        "TJ,2017,GD,c17e",
        "GWh,2017,GD,c17e",
        "3 unit",
        "'TJ' as in row 2, found 'GWh'",
        "of energy",
    ),
    cell("all sectors of an account", SATELLITE, "c17e", "all", "3 sector", "'all'"),
    bad("double amount", SATELLITE + "energy,TJ,2017,GD,c3,1,s\n", "4", "row 2 already"),
    # header and structure
    cell(
        "column missing",
        SATELLITE,
        "account,unit,",
        "account,",
        "1",
        "no 'unit'",
        "Columns: account, unit",
    ),
    cell(
        "column misspelt",
        SATELLITE,
        ",amount,",
        ",amounts,",
        "1",
        "no 'amount'; unknown 'amounts'",
        "Rename 'amounts' to 'amount'",
    ),
    cell(
        "column in capitals",
        DEFLATORS,
        "year,sector,",
        "Year,Sector,",
        "1",
        "unknown 'Year', 'Sector'",
        "Rename 'Year' to 'year'",
    ),
    cell(
        "column unknown",
        SETS,
        "name_zh,province",
        "name_zh,province,note",
        "1",
        "unknown 'note'",
        "optional: name_zh_hant, source",
    ),
    cell("column without a name", SETS, "name_zh,province", "name_zh,,province", "1", "unknown ''"),
    cell(
        "column twice", DEFLATORS, "base_year,source", "base_year,year,source", "1", "twice 'year'"
    ),
    bad(
        "header below a comment",
        "# note\n\n" + SATELLITE.replace(",unit,", ",units,"),
        "3",
        "'units'",
    ),
    bad(
        "no rows",
        DEFLATORS.splitlines()[0],
        "2",
        "rows below the header",
        "tanlu template deflators",
    ),
    bad("only blank rows", SETS.splitlines()[0] + "\n,,,\n\n", "2", "rows below"),
    bad(
        "comma in a text",
        SATELLITE + "energy,TJ,2018,GD,c3,1,a, b\n",
        "4",
        "'b' has no column",
        "quotes",
    ),
    bad(
        "quotes not closed",
        SATELLITE + 'energy,TJ,2018,GD,c3,1,"a\n',
        "4",
        "quotes in pairs",
        "spreadsheet",
    ),
    bad("comment between rows", SATELLITE + "# later\n", "4 unit", "empty"),
    bad("short row", SATELLITE + "energy,TJ,2018\n", "4 province", "empty"),
    # bytes
    BadTable("utf-16", SATELLITE.encode("utf-16"), FILE, "UTF-16", "CSV UTF-8"),
    BadTable("bytes of zero", SATELLITE.encode() + b"\0" * 8, FILE, "no text", "CSV UTF-8"),
    BadTable(
        "broken utf-8",
        SETS.replace("我的", "我的省份集合").encode().replace("合".encode(), b"\xe5\x90"),
        f"{FILE} / row 2",
        "bytes that are neither",
        "CSV UTF-8",
    ),
    BadTable(
        "text in two encodings",
        SETS.replace("我的", "省").encode("gb18030"),
        f"{FILE} / row 2",
        "'ʡ' in UTF-8, '省' in GB18030",
        "CSV UTF-8 from Excel",
    ),
    BadTable(
        "latin-1",
        SATELLITE.replace("energy,TJ,2017,GD,c17e", "énergie,TJ,2017,GD,c17e").encode("latin-1")
        + b"\xe9,\xe9\xff\n",
        f"{FILE} / row 4",
        "neither",
        "CSV UTF-8",
    ),
)

FOREIGN = {
    "empty file": b"",
    "blanks only": b" \n\n",
    "comments only": b"# a note\n# and another\n",
    "totals by province": b"year,BJ,TJ,HE\n1997,1,2,3\n",
    "concordance": b"emission_no,emission_sector,visceads_code,weight,status\n1,a,b,1,exact\n",
    "nodes of a network": b"province_code,year,sector_code,total_output,co2_mt\nGD,2017,c3,1,2\n",
    "an answer of ours": b"# SYNTHETIC SAMPLE\nid,edition,province,sector,co2_kt\n1,2,3,4,5\n",
    "places and years": b"year,province,sector,value\n2017,GD,c3,1\n",
    "sources": b"year,sector,source,value\n2017,c3,s,1\n",
    "one column": b"source\nx\n",
    "no csv": b"PK\x03\x04\x00\x00 something else",
    "a text": "今天天气很好。\n".encode(),
    "a gb text": "今天天气很好。\n".encode("gb18030"),
}
