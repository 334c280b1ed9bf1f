"""Typed access to the reviewed reference tables in ``data/reference``."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "data" / "reference"

Row = dict[str, str]


@cache
def table(name: str) -> tuple[Row, ...]:
    """Rows of ``data/reference/<name>.csv`` in the file's order, every value as text."""
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


def codes(name: str) -> tuple[str, ...]:
    """The ``code`` column of a reference table, in the file's order."""
    return tuple(row["code"] for row in table(name))


def sector_codes(classification: str) -> tuple[str, ...]:
    """The 42 sector codes of ``ceads42_2012`` or ``ceads42_2017``, ordered by their numbers."""
    column = "number_" + classification.rsplit("_", 1)[1]
    numbered = [(int(row[column]), row["code"]) for row in table("sectors") if row[column]]
    return tuple(code for _, code in sorted(numbered))


def aliases(row: Row) -> tuple[str, ...]:
    """All labels under which a workbook may name the thing: its names and its aliases."""
    names = (row[key] for key in ("name_en", "name_zh", "name_zh_hant"))
    return tuple(dict.fromkeys(label for label in (*names, *row["aliases"].split("|")) if label))
