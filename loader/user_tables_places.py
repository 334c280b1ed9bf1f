"""A user's tables by province: sets of provinces, and satellite accounts."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import NamedTuple, get_args

from graph_service import reference
from loader.layout import SECTORS, Classification, Finding
from loader.parts import links
from loader.province_sets import ProvinceSet, set_tables
from loader.user_tables_cells import (
    NOT_STATED,
    code,
    identifier,
    names,
    number,
    required,
    year,
)
from loader.user_tables_csv import Agreement, Line, RowFault, UserCsv
from loader.user_tables_draft import FLOAT, INT, SHOWN, TEXT, Draft, cited, listed, nodes
from loader.user_tables_formats import NAMES


class Entry(NamedTuple):
    """Amount of an account in a year, province and sector, in the unit of the account."""

    account: str
    year: int
    province: str
    sector: str
    amount: float
    source: str


def province_sets(table: UserCsv) -> tuple[Draft, ...]:
    """The one part ``province_sets`` with all sets of the file, by code.

    Raises SourceDefect where a set takes the code of a shipped one.
    """
    agreement = Agreement()
    shipped = reference.codes("province_sets")

    def read_row(line: Line) -> tuple[str, str]:
        set_ = identifier(line, "set")
        if set_ in shipped:
            raise RowFault(
                "set",
                f"expected a code that is not shipped with Tanlu, found {set_!r}",
                f"choose another, such as my_{set_}",
            )
        agreement.check(line, set_, *NAMES, "source")
        return set_, code(line, "province", "provinces")

    given = table.read(read_row, key=lambda row: row)
    members = set(given)
    sets = [
        ProvinceSet(
            set_,
            names(agreement, set_),
            tuple(code for code in reference.codes("provinces") if (set_, code) in members),
            agreement.get(set_, "source") or NOT_STATED,
        )
        for set_ in sorted({set_ for set_, _ in given})
    ]
    draft = Draft(
        kind="province_sets",
        id="province_sets",
        tables=set_tables(sets, shipped=False),
        origin="province_set_read_from",
        nodes=[found.code for found in sets],
        rows=len(given),
        holds={"province_sets": len(sets), "memberships": len(given)},
        sources=[found.source for found in sets],
    )
    return (draft,)


def satellites(table: UserCsv) -> tuple[Draft, ...]:
    """A part for each account. Raises SourceDefect where an account has two units."""
    agreement = Agreement()

    def read_row(line: Line) -> Entry:
        required(line, "unit", "write the unit of the account, such as TJ")
        row = Entry(
            identifier(line, "account"),
            year(line),
            code(line, "province", "provinces"),
            code(line, "sector", "sectors"),
            number(line, "amount", zero=True),
            line["source"] or NOT_STATED,
        )
        agreement.check(line, row.account, "unit", *NAMES)
        return row

    given = table.read(read_row, key=lambda row: row[:4])
    return tuple(
        _satellite(
            table,
            (agreement.get(id_, "unit"), *names(agreement, id_)),
            [row for row in given if row.account == id_],
        )
        for id_ in dict.fromkeys(row.account for row in given)
    )


def _satellite(table: UserCsv, head: tuple[str, ...], given: Sequence[Entry]) -> Draft:
    """``head`` is the account's unit, then its names."""
    account, unit = given[0].account, head[0]
    places = {code: i for i, code in enumerate(reference.codes("provinces"))}
    kinds = {code: i for i, code in enumerate(reference.codes("sectors"))}
    rows = sorted(given, key=lambda row: (row.year, places[row.province], kinds[row.sector]))
    ids = [f"{account}/{row.year}/{row.province}/{row.sector}" for row in rows]
    sources = list(dict.fromkeys(row.source for row in given))
    columns = {"id": TEXT, "account": TEXT, "year": INT, "province": TEXT, "sector": TEXT}
    columns |= {"amount": FLOAT}
    years = sorted({row.year for row in rows})
    return Draft(
        kind="satellite",
        id=f"satellite-{account}",
        tables={
            "satellite_account": nodes(
                dict.fromkeys(("id", "unit", *NAMES, "source"), TEXT),
                [(account, *head, cited(sources))],
            ),
            "satellite_entry": nodes(
                columns, [(id_, *row[:-1]) for id_, row in zip(ids, rows, strict=True)]
            ),
            "of_account": links(ids, [account] * len(ids)),
            "satellite_in_province": links(ids, [row.province for row in rows]),
            "satellite_of_sector": links(ids, [row.sector for row in rows]),
        },
        origin="satellite_read_from",
        nodes=[account],
        rows=len(given),
        holds={"satellite_entries": len(rows), "years": len(years)},
        sources=sources,
        about={"unit": unit},
        findings=tuple(
            _coverage(table, unit, [row for row in rows if row.year == year_]) for year_ in years
        ),
    )


def _coverage(table: UserCsv, unit: str, rows: Sequence[Entry]) -> Finding:
    """How much of each sector class a year of an account covers, and its totals."""
    classes = get_args(Classification)
    full = len(reference.codes("provinces")) * SECTORS
    return Finding(
        "info",
        "account_coverage",
        table.place(),
        f"{full:,} amounts of {rows[0].account} in {rows[0].year} for the class of an edition",
        "; ".join(f"{name}: {', '.join(_held(name, unit, rows))}" for name in classes),
        "what is missing counts as no data, never as 0",
    )


def _held(classification: str, unit: str, rows: Sequence[Entry]) -> Iterator[str]:
    provinces = reference.codes("provinces")
    sectors = reference.sector_codes(classification)
    held = {(row.province, row.sector): row.amount for row in rows if row.sector in sectors}
    places = [code for code in provinces if not any((code, kind) in held for kind in sectors)]
    kinds = [code for code in sectors if not any((place, code) in held for place in provinces)]
    across, down = len(provinces) - len(places), len(sectors) - len(kinds)
    yield f"{len(held):,} in {across} provinces and {down} sectors"
    for lacking in (places, kinds):
        if 0 < len(lacking) <= SHOWN:
            yield f"without {listed(lacking)}"
    if across * down > len(held):
        yield f"{across * down - len(held):,} gaps among them"
    yield f"{math.fsum(held.values()):,.10g} {unit} in all"
