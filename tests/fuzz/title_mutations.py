"""Titles, names of sheets, the row of CO2, and notes beside the table."""

from __future__ import annotations

from tests.fuzz.cases import EITHER, HARMLESS, Case, Mutation, Verdict, cell, harmful
from tests.fuzz.label_mutations import GARBAGE, put

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


def co2_row_respelt(case: Case) -> Verdict:
    at = (case.sheet.row["", "CO2"], case.sheet.side["name"])
    put(case, at, case.pick(CO2_NAMES))
    return HARMLESS


def co2_row_in_another_unit(case: Case) -> Verdict:
    at = (case.sheet.row["", "CO2"], case.sheet.side["name"])
    put(case, at, case.pick(CO2_WRONG))
    return harmful(cell(*at))


def co2_row_unnamed(case: Case) -> Verdict:
    at = (case.sheet.row["", "CO2"], case.sheet.side["name"])
    put(case, at, case.pick(("", "emissions", "Total")))
    return EITHER


def unused_header_changed(case: Case) -> Verdict:
    """The heads of the check columns beyond gross output."""
    column = case.sheet.column["", "GO"] + 1
    if column in set(case.sheet.column.values()):
        return EITHER
    put(case, (case.sheet.header["name"], column), case.pick((*GARBAGE, "")))
    return HARMLESS


def title_changed(case: Case) -> Verdict:
    """Other words, and a year or none where the name of the sheet tells it."""
    said = [f"{case.year}年省际投入产出表", f"MRIO table of China, {case.year}"]
    if str(case.year) in case.sheet.name:
        said += ["MRIO of 31 provinces", "Table"]
    unit = case.pick((*OUR_UNITS, ""))
    put(case, case.title, f"{case.pick(said)} ({unit})" if unit else case.pick(said))
    return HARMLESS


def title_in_another_unit(case: Case) -> Verdict:
    at = case.title
    put(case, at, f"MRIO, {case.pick(UNITS)}")
    return harmful(cell(*at))


def title_of_another_year(case: Case) -> Verdict:
    at = case.title
    put(case, at, f"MRIO {case.pick((2002, 2012, 2018, 2030))} (万元)")
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
    put(case, case.title, "MRIO (万元)")
    return harmful("cell A1")


def year_in_the_file_name_alone(case: Case) -> Verdict:
    case.sheet.name = "Table"
    put(case, case.title, "MRIO (万元)")
    case.file_name = f"MRIO {case.year}.xlsx"
    return HARMLESS


def note_beside_the_table(case: Case) -> Verdict:
    """Text right of the table or below it, off the lines of codes and of province names."""
    for _ in range(case.some(3)):
        case.order_rows([*range(len(case.rows)), None])
        case.order_columns([*range(len(case.rows[0])), None])
        free = [c for c in range(len(case.rows[0])) if c != case.sheet.side["code"]]
        if case.draw.random() < 0.5:
            put(case, (len(case.rows) - 1, case.pick(free)), case.pick(NOTES))
        else:
            row = case.pick(range(case.sheet.header["code"] + 1, len(case.rows)))
            put(case, (row, len(case.rows[0]) - 1), case.pick((*NOTES, 3.5, 2017.0)))
    return HARMLESS


def note_in_the_lines_of_codes(case: Case) -> Verdict:
    case.order_rows([*range(len(case.rows)), None])
    case.order_columns([*range(len(case.rows[0])), None])
    if case.draw.random() < 0.5:
        at = (len(case.rows) - 1, case.sheet.side["code"])
    else:
        at = (case.sheet.header["code"], len(case.rows[0]) - 1)
    put(case, at, case.pick((*NOTES, *GARBAGE, 5, 2017.0, "GO", "TVA")))
    return EITHER


KINDS: tuple[Mutation, ...] = ()
