"""Names, codes, titles and notes: respelt, exchanged, missing, wrong."""

from __future__ import annotations

from graph_service import reference
from loader.layout import FINAL_USES, INPUT_ROWS, ROW_TOTALS
from tests.fuzz.cases import EITHER, HARMLESS, Case, Mutation, Position, Verdict, cell, harmful
from tests.loader.economies import NUMBERS

GARBAGE = ("Atlantis", "省", "#", "undefined", "Total", "小计", "NaN", "?")
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


def put(case: Case, at: Position, text: object) -> None:
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
        put(case, at, _respelt(case, _label(case, *at)))
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
        put(case, at, case.pick(spelt))
    return HARMLESS


def province_in_another_spelling(case: Case) -> Verdict:
    province = case.pick(case.provinces)
    row = next(row for row in reference.table("provinces") if row["code"] == province)
    put(case, _province_cell(case, province), case.pick(reference.aliases(row)))
    return HARMLESS


def names_of_provinces_in_every_cell(case: Case) -> Verdict:
    sheet = case.sheet
    for province, number in case.industries:
        first = case.rows[sheet.row[province, "01"]][sheet.side["province"]]
        case.rows[sheet.row[province, number]][sheet.side["province"]] = first
    return HARMLESS


def province_renamed(case: Case) -> Verdict:
    at = _province_cell(case, case.pick(case.provinces))
    put(case, at, case.pick((*GARBAGE, "")))
    return harmful("cell ")


def province_named_as_another(case: Case) -> Verdict:
    one, other = case.two(case.provinces)
    put(case, _province_cell(case, one), _label(case, *_province_cell(case, other)))
    return harmful("cell ")


def province_outside_the_table(case: Case) -> Verdict:
    """A province that is known, but has no place in this table; or a second one of it."""
    one = case.pick(case.provinces)
    put(case, _province_cell(case, one), "Hong Kong")
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
        put(case, first, b)
        put(case, second, a)
    return harmful("order: block") if count < 3 else EITHER


def sector_renamed(case: Case) -> Verdict:
    """A name that is none: the code decides."""
    for _ in range(case.some(3)):
        at, _province, _number = _sector_cell(case, "name")
        put(case, at, case.pick((*GARBAGE, "")))
    return HARMLESS


def sector_named_as_another(case: Case) -> Verdict:
    at, province, number = _sector_cell(case, "name")
    sheet = case.sheet
    other = case.pick([k for k in NUMBERS if k != number])
    put(case, at, _label(case, sheet.header["name"], sheet.column[province, other]))
    return harmful(cell(*at))


def number_of_a_sector_wrong(case: Case) -> Verdict:
    at, _province, number = _sector_cell(case, "code")
    wrong = [k for k in NUMBERS if k != number]
    put(case, at, case.pick((*GARBAGE, "", "00", "43", 0, 99, 1.5, case.pick(wrong))))
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
        put(case, a, second)
        put(case, b, first)
    return harmful(f"/{province}/", "cell ")


def code_of_an_account_wrong(case: Case) -> Verdict:
    at, _code = _account_cell(case, "code")
    put(case, at, case.pick((*GARBAGE, "", "FU999", "VA005", "GO2")))
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
    put(case, a, second)
    put(case, b, first)
    return harmful("cell ")


def account_named_as_another(case: Case) -> Verdict:
    at, code = _account_cell(case, "name")
    codes = [*(key[1] for key in case.uses[:5]), *ROW_TOTALS, *INPUT_ROWS]
    other = case.pick([name for name in codes if name != code])
    rows = (*reference.table("final_use"), *reference.table("line_names"))
    names = next(reference.aliases(row) for row in rows if row["code"] == other)
    put(case, at, case.pick(names))
    return harmful(cell(*at))


def account_renamed(case: Case) -> Verdict:
    at, _code = _account_cell(case, "name")
    put(case, at, case.pick((*GARBAGE[:4], "")))
    return HARMLESS


KINDS: tuple[Mutation, ...] = ()
