"""The tables that a user may give as CSV, told from each other by the names of their columns."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from dataclasses import dataclass

from graph_service.errors import SourceDefect

NEAR = 0.75  # similarity from which a column name is taken for a misspelt one
SHOWN = 6
NAMES = ("name_en", "name_zh", "name_zh_hant")


@dataclass(frozen=True)
class Format:
    """Columns of one kind of table. ``marks`` are those that no other kind has."""

    name: str
    title: str
    required: tuple[str, ...]
    optional: tuple[str, ...]
    marks: tuple[str, ...]

    @property
    def columns(self) -> tuple[str, ...]:
        """All columns, the required ones first."""
        return (*self.required, *self.optional)


FORMATS = {
    found.name: found
    for found in (
        Format(
            "deflators",
            "price indices by sector and year",
            ("year", "sector", "index_value", "base_year", "source"),
            (),
            ("index_value", "base_year"),
        ),
        Format(
            "scenarios",
            "scenarios of intensity by sector group and year",
            ("scenario", "year", "sector_group", "intensity_index", "name_en", "source"),
            ("name_zh", "name_zh_hant"),
            ("scenario", "sector_group", "intensity_index"),
        ),
        Format(
            "province-sets",
            "sets of provinces",
            ("set", "name_en", "name_zh", "province"),
            ("name_zh_hant", "source"),
            ("set",),
        ),
        Format(
            "satellite",
            "satellite accounts by year, province and sector",
            ("account", "unit", "year", "province", "sector", "amount", "source"),
            NAMES,
            ("account", "amount"),
        ),
    )
}
COLUMNS = frozenset(column for found in FORMATS.values() for column in found.columns)


def recognise(header: Sequence[str], place: str) -> Format:
    """The kind of table that a header row announces.

    Raises SourceDefect where it is none of ours (``foreign``), and where it nearly is one:
    more than half of the required columns are there, one of them the kind's own.
    """
    found = max(FORMATS.values(), key=lambda kind: len(_present(kind.required, header)))
    present = _present(found.required, header)
    if not present.intersection(found.marks) or 2 * len(present) <= len(found.required):
        raise _foreign(header, place)
    _check(found, header, place)
    return found


def none_of_ours(message: str, place: str) -> SourceDefect:
    """A file that holds no table of a user."""
    kinds = ", ".join(f"{kind.title} ({kind.name})" for kind in FORMATS.values())
    return SourceDefect(
        message,
        place=place,
        hint=f"A CSV of yours may hold {kinds}: `tanlu template` shows how.",
        foreign=True,
    )


def _foreign(header: Sequence[str], place: str) -> SourceDefect:
    shown = ", ".join(repr(name) for name in header[:SHOWN])
    dots = ", ..." if len(header) > SHOWN else ""
    return none_of_ours(f"none of Tanlu's tables: its first row is {shown}{dots}", place)


def _present(required: Sequence[str], header: Sequence[str]) -> set[str]:
    """Required columns that are in the header, misspelt ones counted."""
    return {name for name in required if name in header or _misspelt(name, header)}


def _misspelt(name: str, header: Sequence[str]) -> str | None:
    """The name in the header, none of ours itself, that is most like a missing one."""
    others = {_plain(other): other for other in header if other not in COLUMNS}
    near = difflib.get_close_matches(_plain(name), others, n=1, cutoff=NEAR)
    return others[near[0]] if near else None


def _plain(name: str) -> str:
    return name.casefold().replace(" ", "_").replace("-", "_")


def _check(kind: Format, header: Sequence[str], place: str) -> None:
    missing = [name for name in kind.required if name not in header]
    unknown = [name for name in header if name not in kind.columns]
    double = sorted({name for name in header if header.count(name) > 1 and name})
    if not (missing or unknown or double):
        return
    faults = [
        f"{said} {', '.join(repr(name) for name in names)}"
        for said, names in (("no", missing), ("unknown", unknown), ("twice", double))
        if names
    ]
    renames = [(other, name) for name in missing if (other := _misspelt(name, unknown))]
    hint = "".join(f"Rename {other!r} to {name!r}. " for other, name in renames)
    raise SourceDefect(
        f"expected the columns of {kind.title}, found {'; '.join(faults)}",
        place=place,
        hint=f"{hint}Columns: {', '.join(kind.required)}"
        + (f"; optional: {', '.join(kind.optional)}" if kind.optional else "")
        + f". `tanlu template {kind.name}` writes an example.",
    )
