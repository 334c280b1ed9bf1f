"""Cells of a user's table as years, numbers, codes and names; each fault says what to do."""

from __future__ import annotations

import difflib
import math
import re
from functools import cache

from graph_service import reference
from loader import labels
from loader.user_tables_csv import Agreement, Line, RowFault

FIRST_YEAR, LAST_YEAR = 1949, 2100
YEAR = re.compile(r"[0-9]{4}")
NUMBER = re.compile(r"[-+]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][-+]?[0-9]+)?")
IDENTIFIER = re.compile(r"[a-z][a-z0-9_-]{0,39}")
THINGS = {"provinces": "province", "sectors": "sector", "sector_groups": "sector group"}
ALL = "all"
NOT_STATED = "user's own file, source not stated"


def required(line: Line, column: str, hint: str = "fill the cell, or remove the row") -> str:
    """Text of a cell that must not be empty."""
    if not line[column]:
        raise RowFault(column, "expected a value, found an empty cell", hint)
    return line[column]


def year(line: Line, column: str = "year") -> int:
    """A calendar year, 1949 to 2100."""
    text = required(line, column)
    if not YEAR.fullmatch(text) or not FIRST_YEAR <= int(text) <= LAST_YEAR:
        raise RowFault(
            column,
            f"expected a year from {FIRST_YEAR} to {LAST_YEAR}, found {text!r}",
            "write four digits and nothing else, such as 2017",
        )
    return int(text)


def number(line: Line, column: str, *, zero: bool) -> float:
    """A finite number from 0, or above 0 where ``zero`` is not allowed."""
    least = "from 0" if zero else "above 0"
    text = required(line, column, "leave the row out where there is no data; 0 means none")
    if not NUMBER.fullmatch(text):
        raise RowFault(
            column,
            f"expected a number {least}, found {text!r}",
            "write digits with a point before decimals: 1234.5, not 1,234.5; 0.95, not 95%",
        )
    value = float(text) + 0.0  # no negative zero
    if not math.isfinite(value):
        raise RowFault(column, f"expected a finite number, found {text!r}", "correct the number")
    if value < 0 or (value == 0 and not zero):
        raise RowFault(
            column,
            f"expected a number {least}, found {text}",
            "correct the sign; what is taken up (a sink) goes into an account of its own"
            if zero
            else "correct the number, or remove the row where there is no data",
        )
    return value


def identifier(line: Line, column: str) -> str:
    """An id that a user chooses: stable, of lower-case letters, digits, _ and -."""
    text = required(line, column)
    if not IDENTIFIER.fullmatch(text):
        raise RowFault(
            column,
            f"expected a short id of a-z, 0-9, _ and -, found {text!r}",
            "write an id such as my_scenario; the name for readers goes into name_en, name_zh",
        )
    return text


def code(line: Line, column: str, table: str, *, every: bool = False) -> str:
    """A code of a reference table; ``all`` too where ``every`` is allowed."""
    text = required(line, column)
    if text in _codes(table) or (every and text == ALL):
        return text
    near = _near(table, text)
    meant = f"did you mean {' or '.join(near)}? " if near else ""
    raise RowFault(
        column,
        f"expected the code of a {THINGS[table]}{' or all' if every else ''}, found {text!r}",
        f"{meant}the codes stand in data/reference/{table}.csv",
    )


@cache
def _codes(table: str) -> frozenset[str]:
    return frozenset(reference.codes(table))


@cache
def _labels(table: str) -> dict[str, tuple[str, ...]]:
    """Codes by every label under which they are known, in plain form."""
    found: dict[str, tuple[str, ...]] = {}
    for row in reference.table(table):
        known = [value for name, value in row.items() if name.startswith(("name", "short"))]
        for label in (row["code"], *known, *row.get("aliases", "").split("|")):
            if label and row["code"] not in found.get(labels.key(label), ()):
                found[labels.key(label)] = (*found.get(labels.key(label), ()), row["code"])
    return found


def _near(table: str, text: str) -> list[str]:
    """Codes whose code or name is, or is most like, a text."""
    known = _labels(table)
    key = labels.key(text)
    keys = [key] if key in known else difflib.get_close_matches(key, known, n=3, cutoff=0.6)
    return list(dict.fromkeys(code for key in keys for code in known[key]))[:3]


def names(agreement: Agreement, thing: str) -> tuple[str, str, str]:
    """Names in en, zh and zh_hant: what is not given is taken from the others, then the id."""
    en, zh, hant = (agreement.get(thing, f"name_{script}") for script in ("en", "zh", "zh_hant"))
    return en or zh or hant or thing, zh or hant or en or thing, hant or zh or en or thing
