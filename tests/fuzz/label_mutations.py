"""Names, codes, titles and notes: respelt, exchanged, missing, wrong."""

from __future__ import annotations

from graph_service import reference
from loader.layout import FINAL_USES, INPUT_ROWS, ROW_TOTALS
from tests.fuzz.cases import EITHER, HARMLESS, Case, Mutation, Position, Verdict, cell, harmful
from tests.loader.economies import NUMBERS

GARBAGE = ("Atlantis", "省", "#", "undefined", "Total", "小计", "NaN", "?")
UNITS = ("亿元", "百万元", "千元", "million yuan", "billion RMB", "US dollars", "单位：元")
OUR_UNITS = ("万元", "10,000 yuan", "10000 RMB", "Ten thousand yuan", "萬元", "10^4 CNY")
CO2_NAMES = (
    "CO2(Mt)",
    "CO₂ (Mt)",
    "co2 (mt)",
    "CO2 emissions (million tonnes)",
    "二氧化碳排放(百万吨)",
    " CO2 (Mt) ",
)
CO2_WRONG = ("CO2 (kt)", "CO2 (10^4 t)", "CO2 万吨", "CO2 (tonnes)", "CO2 (Gt)", "二氧化碳排放(吨)")
NOTES = (
    "Source: CEADs, https://www.ceads.net",
    "CO2 emissions exclude households",
    "数据来源：中国碳核算数据库",
    "FU101 means rural households",
    "IM",
    "注：单位为万元",
    "42",
)
SPELLINGS = {"BJ": ("北京市", "Beijing"), "GD": ("廣東", "Guangdong"), "SN": ("Shannxi", "陝西省")}


def _wide(text: str) -> str:
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text)


def _respelt(case: Case, text: str) -> str:
    """The same label as other programs and hands write it."""
    return str(
        case.pick(
            (
                f" {text}",
                f"{text}  ",
                f"\u3000{text}\u3000",
                f"{text}\u00a0",
                f"{text}\n",
                _wide(text),
                text.upper(),
                text.lower(),
                f"\ufeff{text}",
                f"{text[:1]}\u200b{text[1:]}",
            )
        )
    )


def _label(case: Case, row: int, column: int) -> str:
    return str(case.rows[row][column])


def _put(case: Case, at: Position, text: object) -> None:
    case.rows[at[0]][at[1]] = text  # type: ignore[assignment]


def _province_cell(case: Case, province: str) -> Position:
    """One of the three cells that name a province: beside its rows, above its columns or uses."""
    sheet = case.sheet
    return case.pick(
        (
            (sheet.row[province, "01"], sheet.side["province"]),
            (sheet.header["province"], sheet.column[province, "01"]),
            (sheet.header["province"], sheet.column[province, "FU101"]),
        )
    )


def _sector_cell(case: Case, line: str) -> tuple[Position, str, str]:
    """A cell that names, or numbers, a sector; its province and number."""
    province, number = case.industry()
    sheet = case.sheet
    if case.draw.random() < 0.5:
        return (sheet.row[province, number], sheet.side[line]), province, number
    return (sheet.header[line], sheet.column[province, number]), province, number


def _account_cell(case: Case, line: str) -> tuple[Position, str]:
    """A cell that names, or codes, a final use, a total or an input; its code."""
    sheet = case.sheet
    province, code = case.pick([*case.uses, *case.totals, *case.inputs])
    if code in INPUT_ROWS:
        return (sheet.row["", code], sheet.side[line]), code
    return (sheet.header[line], sheet.column[province, code]), code


def labels_respelt(case: Case) -> Verdict:
    for _ in range(case.some(6)):
        choice = case.draw.random()
        if choice < 0.3:
            at = _province_cell(case, case.pick(case.provinces))
        elif choice < 0.6:
            at, *_ = _sector_cell(case, "name")
        else:
            at, _code = _account_cell(case, case.pick(("name", "code")))
        _put(case, at, _respelt(case, _label(case, *at)))
    return HARMLESS


def numbers_of_sectors_respelt(case: Case) -> Verdict:
    for _ in range(case.some(10)):
        at, _province, number = _sector_cell(case, "code")
        value = int(number)
        spelt = (
            value,
            float(value),
            str(value),
            number,
            f" {number} ",
            f"{value}.0",
            _wide(number),
        )
        _put(case, at, case.pick(spelt))
    return HARMLESS


def province_in_another_spelling(case: Case) -> Verdict:
    province = case.pick(case.provinces)
    row = next(row for row in reference.table("provinces") if row["code"] == province)
    _put(case, _province_cell(case, province), case.pick(reference.aliases(row)))
    return HARMLESS


def names_of_provinces_in_every_cell(case: Case) -> Verdict:
    sheet = case.sheet
    for province, number in case.industries:
        first = case.rows[sheet.row[province, "01"]][sheet.side["province"]]
        case.rows[sheet.row[province, number]][sheet.side["province"]] = first
    return HARMLESS


def province_renamed(case: Case) -> Verdict:
    at = _province_cell(case, case.pick(case.provinces))
    _put(case, at, case.pick((*GARBAGE, "")))
    return harmful("cell ")


def province_named_as_another(case: Case) -> Verdict:
    one, other = case.two(case.provinces)
    _put(case, _province_cell(case, one), _label(case, *_province_cell(case, other)))
    return harmful("cell ")


def province_outside_the_table(case: Case) -> Verdict:
    """A province that is known, but has no place in this table; or a second one of it."""
    one = case.pick(case.provinces)
    _put(case, _province_cell(case, one), "Hong Kong")
    return harmful("cell ")


def names_of_provinces_exchanged(case: Case) -> Verdict:
    one, other = case.two(case.provinces)
    sheet = case.sheet
    sides = [
        [(sheet.row[p, "01"], sheet.side["province"]) for p in (one, other)],
        [(sheet.header["province"], sheet.column[p, "01"]) for p in (one, other)],
        [(sheet.header["province"], sheet.column[p, "FU101"]) for p in (one, other)],
    ]
    count = case.some(3)
    for k in case.draw.permutation(3)[:count].tolist():
        first, second = sides[k]
        a, b = _label(case, *first), _label(case, *second)
        _put(case, first, b)
        _put(case, second, a)
    return harmful("order: block") if count < 3 else EITHER


def sector_renamed(case: Case) -> Verdict:
    """A name that is none: the code decides."""
    for _ in range(case.some(3)):
        at, _province, _number = _sector_cell(case, "name")
        _put(case, at, case.pick((*GARBAGE, "")))
    return HARMLESS


def sector_named_as_another(case: Case) -> Verdict:
    at, province, number = _sector_cell(case, "name")
    sheet = case.sheet
    other = case.pick([k for k in NUMBERS if k != number])
    _put(case, at, _label(case, sheet.header["name"], sheet.column[province, other]))
    return harmful(cell(*at))


def number_of_a_sector_wrong(case: Case) -> Verdict:
    at, _province, number = _sector_cell(case, "code")
    wrong = [k for k in NUMBERS if k != number]
    _put(case, at, case.pick((*GARBAGE, "", "00", "43", 0, 99, 1.5, case.pick(wrong))))
    return harmful("cell ")


def numbers_of_two_sectors_exchanged(case: Case) -> Verdict:
    """The numbers alone: the names tell. With the names, along one direction: the accounts."""
    province = case.pick(case.provinces)
    one, other = case.two(NUMBERS)
    sheet = case.sheet
    lines = ("code",) if case.draw.random() < 0.5 else ("code", "name")
    down = case.draw.random() < 0.5
    for line in lines:
        if down:
            a, b = ((sheet.row[province, k], sheet.side[line]) for k in (one, other))
        else:
            a, b = ((sheet.header[line], sheet.column[province, k]) for k in (one, other))
        first, second = case.rows[a[0]][a[1]], case.rows[b[0]][b[1]]
        _put(case, a, second)
        _put(case, b, first)
    return harmful(f"/{province}/", "cell ")


def code_of_an_account_wrong(case: Case) -> Verdict:
    at, _code = _account_cell(case, "code")
    _put(case, at, case.pick((*GARBAGE, "", "FU999", "VA005", "GO2")))
    return harmful("cell ", "row ", "column ")


def codes_of_accounts_exchanged(case: Case) -> Verdict:
    """The names beside the codes tell."""
    sheet = case.sheet
    province = case.pick(case.provinces)
    if case.draw.random() < 0.5:
        one, other = case.two(INPUT_ROWS)
        a, b = ((sheet.row["", code], sheet.side["code"]) for code in (one, other))
    else:
        keys = [*((province, use) for use in FINAL_USES), *(("", code) for code in ROW_TOTALS)]
        a, b = ((sheet.header["code"], sheet.column[key]) for key in case.two(keys))
    first, second = case.rows[a[0]][a[1]], case.rows[b[0]][b[1]]
    _put(case, a, second)
    _put(case, b, first)
    return harmful("cell ")


def account_named_as_another(case: Case) -> Verdict:
    at, code = _account_cell(case, "name")
    codes = [*(key[1] for key in case.uses[:5]), *ROW_TOTALS, *INPUT_ROWS]
    other = case.pick([name for name in codes if name != code])
    rows = (*reference.table("final_use"), *reference.table("line_names"))
    names = next(reference.aliases(row) for row in rows if row["code"] == other)
    _put(case, at, case.pick(names))
    return harmful(cell(*at))


def account_renamed(case: Case) -> Verdict:
    at, _code = _account_cell(case, "name")
    _put(case, at, case.pick((*GARBAGE[:4], "")))
    return HARMLESS


def co2_row_respelt(case: Case) -> Verdict:
    at = (case.sheet.row["", "CO2"], case.sheet.side["name"])
    _put(case, at, case.pick(CO2_NAMES))
    return HARMLESS


def co2_row_in_another_unit(case: Case) -> Verdict:
    at = (case.sheet.row["", "CO2"], case.sheet.side["name"])
    _put(case, at, case.pick(CO2_WRONG))
    return harmful(cell(*at))


def co2_row_unnamed(case: Case) -> Verdict:
    at = (case.sheet.row["", "CO2"], case.sheet.side["name"])
    _put(case, at, case.pick(("", "emissions", "Total")))
    return EITHER


def unused_header_changed(case: Case) -> Verdict:
    """The heads of the check columns beyond gross output."""
    column = case.sheet.column["", "GO"] + 1
    if column in set(case.sheet.column.values()):
        return EITHER
    _put(case, (case.sheet.header["name"], column), case.pick((*GARBAGE, "")))
    return HARMLESS


def title_changed(case: Case) -> Verdict:
    """Other words, and a year or none where the name of the sheet tells it."""
    said = [f"{case.year}年省际投入产出表", f"MRIO table of China, {case.year}"]
    if str(case.year) in case.sheet.name:
        said += ["MRIO of 31 provinces", "Table"]
    unit = case.pick((*OUR_UNITS, ""))
    _put(case, case.title, f"{case.pick(said)} ({unit})" if unit else case.pick(said))
    return HARMLESS


def title_in_another_unit(case: Case) -> Verdict:
    at = case.title
    _put(case, at, f"MRIO, {case.pick(UNITS)}")
    return harmful(cell(*at))


def title_of_another_year(case: Case) -> Verdict:
    at = case.title
    _put(case, at, f"MRIO {case.pick((2002, 2012, 2018, 2030))} (万元)")
    return harmful(cell(*at)) if str(case.year) in case.sheet.name else EITHER


def sheet_renamed(case: Case) -> Verdict:
    """The title still tells the year."""
    case.sheet.name = case.pick(("Sheet1", "Table", "表1", " Table ", "English", "MRIO"))
    return HARMLESS


def sheet_of_another_year(case: Case) -> Verdict:
    case.sheet.name = case.pick(("Table_2012", "2015", "Table_2018_English Version"))
    return harmful(cell(*case.title))


def year_in_no_place(case: Case) -> Verdict:
    case.sheet.name = "Table"
    _put(case, case.title, "MRIO (万元)")
    return harmful("cell A1")


def year_in_the_file_name_alone(case: Case) -> Verdict:
    case.sheet.name = "Table"
    _put(case, case.title, "MRIO (万元)")
    case.file_name = f"MRIO {case.year}.xlsx"
    return HARMLESS


def note_beside_the_table(case: Case) -> Verdict:
    """Text right of the table or below it, off the lines of codes and of province names."""
    for _ in range(case.some(3)):
        case.order_rows([*range(len(case.rows)), None])
        case.order_columns([*range(len(case.rows[0])), None])
        free = [c for c in range(len(case.rows[0])) if c != case.sheet.side["code"]]
        if case.draw.random() < 0.5:
            _put(case, (len(case.rows) - 1, case.pick(free)), case.pick(NOTES))
        else:
            row = case.pick(range(case.sheet.header["code"] + 1, len(case.rows)))
            _put(case, (row, len(case.rows[0]) - 1), case.pick((*NOTES, 3.5, 2017.0)))
    return HARMLESS


def note_in_the_lines_of_codes(case: Case) -> Verdict:
    case.order_rows([*range(len(case.rows)), None])
    case.order_columns([*range(len(case.rows[0])), None])
    if case.draw.random() < 0.5:
        at = (len(case.rows) - 1, case.sheet.side["code"])
    else:
        at = (case.sheet.header["code"], len(case.rows[0]) - 1)
    _put(case, at, case.pick((*NOTES, *GARBAGE, 5, 2017.0, "GO", "TVA")))
    return EITHER


KINDS: tuple[Mutation, ...] = tuple(
    value
    for name, value in list(globals().items())
    if callable(value) and getattr(value, "__module__", "") == __name__ and not name.startswith("_")
)
