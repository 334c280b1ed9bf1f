"""Labels and codes of a workbook, whatever their spelling, as the codes of the reference tables."""

from __future__ import annotations

import difflib
import re
import unicodedata
from functools import cache

from graph_service import reference
from loader.layout import FINAL_USES, INPUT_ROWS, ROW_TOTALS, SECTORS, Cell

SECTOR_NUMBERS = tuple(f"{number:02d}" for number in range(1, SECTORS + 1))
COLUMN_CODES = frozenset((*FINAL_USES, *ROW_TOTALS))
ROW_CODES = frozenset(INPUT_ROWS)
CO2_WORDS = ("二氧化碳", "碳排放", "carbondioxide", "carbonemission")
NUMBER_TEXT = re.compile(r"(\d+)(\.0*)?")


def text(cell: Cell) -> str:
    """A label as plain text, full-width forms and outer blanks removed; empty for no text."""
    return _plain(cell) if isinstance(cell, str) else ""


@cache
def _plain(label: str) -> str:
    if not label.isascii():  # widths levelled; marks that nobody sees, such as U+200B, left out
        label = unicodedata.normalize("NFKC", label)
        label = "".join(sign for sign in label if unicodedata.category(sign) != "Cf")
    return label.strip()


@cache
def key(label: str) -> str:
    """What is compared of a label: lower-case letters and digits only."""
    return "".join(sign for sign in _plain(label).casefold() if sign.isalnum())


def code(cell: Cell) -> str:
    """A code cell as text: 1, 1.0, "1" and "01" are ``01``, "fu101" is ``FU101``."""
    if isinstance(cell, str):
        return _code_text(cell)
    if isinstance(cell, int | float) and not isinstance(cell, bool) and 0 < cell < 1000:
        return f"{int(cell):02d}" if cell == int(cell) else ""
    return ""


def is_co2(cell: Cell) -> bool:
    """Whether a label names the row of CO2 emissions: CO2 (Mt), CO₂排放量, 二氧化碳."""
    label = key(text(cell))
    return label.startswith("co2") or any(word in label for word in CO2_WORDS)


@cache
def _code_text(cell: str) -> str:
    plain = _plain(cell).upper()
    number = NUMBER_TEXT.fullmatch(plain)
    return number[1].lstrip("0").zfill(2) if number else plain


def is_sector_number(cell: Cell) -> bool:
    """Whether a code cell holds a number at all, 01..42 or beyond."""
    return code(cell).isdigit()


@cache
def _province_keys() -> dict[str, str]:
    rows = reference.table("provinces")
    return {key(label): row["code"] for row in rows for label in reference.aliases(row)}


def province(cell: Cell) -> str | None:
    """Code of the province that a label names, None where it names none."""
    return _province_keys().get(key(text(cell))) if isinstance(cell, str) else None


def similar_province(label: str) -> str | None:
    """The known spelling nearest to an unknown one, for a hint."""
    known = {
        key(alias): alias
        for row in reference.table("provinces")
        for alias in (*reference.aliases(row),)
    }
    near = difflib.get_close_matches(key(label), known, n=1)
    return known[near[0]] if near else None


def is_usual_province_name(label: str) -> bool:
    """Whether a label is one of the names in the reference table, not merely an alias."""
    names = ("name_en", "name_zh", "name_zh_hant")
    return any(label == row[name] for row in reference.table("provinces") for name in names)


@cache
def _sector_keys() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for row in reference.table("sectors"):
        for label in reference.aliases(row):
            found.setdefault(key(label), set()).add(row["code"])
    return {label: frozenset(codes) for label, codes in found.items()}


@cache
def _line_keys() -> dict[str, str]:
    rows = (*reference.table("final_use"), *reference.table("line_names"))
    return {key(label): row["code"] for row in rows for label in reference.aliases(row)}


def line(cell: Cell) -> str | None:
    """Code of the total or final use that a label names (TVA, GO, FU101), None where none."""
    return _line_keys().get(key(text(cell)))


def sectors(cell: Cell) -> frozenset[str]:
    """Codes of the sectors that a label may name; empty where it names none."""
    return _sector_keys().get(key(text(cell)), frozenset())
