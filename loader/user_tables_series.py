"""A user's time series: price indices of sectors, and scenarios of sector groups."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from graph_service import reference
from loader.layout import Finding
from loader.parts import links
from loader.user_tables_cells import (
    ALL,
    NOT_STATED,
    code,
    identifier,
    names,
    number,
    year,
)
from loader.user_tables_csv import Agreement, Line, RowFault, UserCsv
from loader.user_tables_draft import FLOAT, INT, TEXT, Draft, cited, listed, nodes
from loader.user_tables_formats import NAMES

BASE = 100.0  # index of the base year
USUAL_INDEX = (10.0, 1000.0)
USUAL_INTENSITY = 5.0  # times the base year's
UNCHANGED = 1.0


class Deflator(NamedTuple):
    """Prices of a sector in a year, 100 in the base year."""

    year: int
    sector: str
    index_value: float
    base_year: int
    source: str


class Point(NamedTuple):
    """Intensity of a sector group in a year of a scenario, as a share of the base year's."""

    scenario: str
    year: int
    group: str
    intensity: float
    source: str


def deflators(table: UserCsv) -> tuple[Draft, ...]:
    """The one part ``deflators``; a row for ``all`` stands for sectors without a row of their own.

    Raises SourceDefect for a second base year, and for another index than 100 in the base year.
    """
    agreement = Agreement()

    def read_row(line: Line) -> Deflator:
        row = Deflator(
            year(line),
            code(line, "sector", "sectors", every=True),
            number(line, "index_value", zero=False),
            year(line, "base_year"),
            line["source"] or NOT_STATED,
        )
        _check_base(agreement, line, row)
        return row

    given = table.read(read_row, key=lambda row: (row.year, row.sector))
    own = {(row.year, row.sector): row for row in given}
    years = sorted({row.year for row in given})
    rows = [
        found._replace(sector=sector)
        for year_ in years
        for sector in reference.codes("sectors")
        if (found := own.get((year_, sector)) or own.get((year_, ALL)))
    ]
    ids = [f"{row.year}/{row.sector}" for row in rows]
    columns = {"id": TEXT, "year": INT, "sector": TEXT, "index_value": FLOAT}
    columns |= {"base_year": INT, "source": TEXT}
    draft = Draft(
        kind="deflators",
        id="deflators",
        tables={
            "deflator": nodes(columns, [(id_, *row) for id_, row in zip(ids, rows, strict=True)]),
            "deflator_of_sector": links(ids, [row.sector for row in rows]),
        },
        origin="deflator_read_from",
        nodes=ids,
        rows=len(given),
        holds={"deflators": len(rows), "years": len(years)},
        sources=[row.source for row in given],
        about={"base_year": given[0].base_year},
        findings=tuple(_deflator_findings(table, given, rows)),
    )
    return (draft,)


def _check_base(agreement: Agreement, line: Line, row: Deflator) -> None:
    """One base year in a file, and there the index is 100."""
    try:
        agreement.check(line, "", "base_year")
    except RowFault as fault:
        hint = "bring all indices to one base year; chain those of the kind previous year = 100"
        raise RowFault(fault.column, fault.message, hint) from fault
    if row.year == row.base_year and row.index_value != BASE:
        raise RowFault(
            "index_value",
            f"expected 100 in the base year {row.base_year}, found {row.index_value:g}",
            "write the index of every year against 100 in the base year (118.2, not 1.182)",
        )


def _deflator_findings(
    table: UserCsv, given: Sequence[Deflator], rows: Sequence[Deflator]
) -> Iterator[Finding]:
    low, high = USUAL_INDEX
    odd = [row for row in given if not low <= row.index_value <= high]
    if odd:
        yield Finding(
            "warning",
            "unusual_index",
            table.place(column="index_value"),
            f"between {low:g} and {high:g}, 100 being the prices of the base year",
            listed(f"{row.index_value:g} ({row.sector} {row.year})" for row in odd),
            "taken as it stands; look whether it was meant against 1 in place of 100",
        )
    sectors = reference.codes("sectors")
    for year_ in sorted({row.year for row in rows}):
        held = {row.sector for row in rows if row.year == year_}
        lacking = [sector for sector in sectors if sector not in held]
        if lacking:
            yield Finding(
                "info",
                "sectors_without_index",
                table.place(),
                f"{len(sectors)} sectors in {year_}, or a row for all",
                f"{len(held)}; none for {listed(lacking)}",
                f"no constant prices for these sectors in {year_}; nothing is filled in",
            )


def scenarios(table: UserCsv) -> tuple[Draft, ...]:
    """A part for each scenario; ``all`` stands for sector groups without a row of their own."""
    agreement = Agreement()

    def read_row(line: Line) -> Point:
        row = Point(
            identifier(line, "scenario"),
            year(line),
            code(line, "sector_group", "sector_groups", every=True),
            number(line, "intensity_index", zero=True),
            line["source"] or NOT_STATED,
        )
        agreement.check(line, row.scenario, *NAMES)
        return row

    given = table.read(read_row, key=lambda row: (row.scenario, row.year, row.group))
    return tuple(
        _scenario(table, names(agreement, id_), [row for row in given if row.scenario == id_])
        for id_ in dict.fromkeys(row.scenario for row in given)
    )


def _scenario(table: UserCsv, named: tuple[str, str, str], given: Sequence[Point]) -> Draft:
    id_ = given[0].scenario
    own = {(row.year, row.group): row for row in given}
    years = sorted({row.year for row in given})
    rows = [
        found._replace(group=group)
        for year_ in years
        for group in reference.codes("sector_groups")
        if (found := own.get((year_, group)) or own.get((year_, ALL)))
    ]
    ids = [f"{id_}/{row.year}/{row.group}" for row in rows]
    columns = {"id": TEXT, "scenario": TEXT, "year": INT, "sector_group": TEXT}
    columns |= {"intensity_index": FLOAT}
    sources = list(dict.fromkeys(row.source for row in given))
    head = (id_, *named, cited(sources))
    return Draft(
        kind="scenario",
        id=f"scenario-{id_}",
        tables={
            "scenario": nodes({"id": TEXT, **dict.fromkeys((*NAMES, "source"), TEXT)}, [head]),
            "scenario_point": nodes(
                columns, [(point, *row[:-1]) for point, row in zip(ids, rows, strict=True)]
            ),
            "of_scenario": links(ids, [id_] * len(ids)),
            "applies_to": links(ids, [row.group for row in rows]),
        },
        origin="scenario_read_from",
        nodes=[id_],
        rows=len(given),
        holds={"scenario_points": len(rows), "years": len(years)},
        sources=sources,
        findings=tuple(_scenario_findings(table, given, rows)),
    )


def _scenario_findings(
    table: UserCsv, given: Sequence[Point], rows: Sequence[Point]
) -> Iterator[Finding]:
    scenario = given[0].scenario
    odd = [row for row in given if row.intensity > USUAL_INTENSITY]
    if odd:
        yield Finding(
            "warning",
            "unusual_intensity",
            table.place(column="intensity_index"),
            f"up to {USUAL_INTENSITY:g}, 1 being the intensity of the base year",
            listed(f"{row.intensity:g} ({row.group} {row.year})" for row in odd),
            "taken as it stands; look whether it was meant in percent",
        )
    based = {row.group for row in rows if row.intensity == UNCHANGED}
    held = list(dict.fromkeys(row.group for row in rows))
    unbased = [group for group in held if group not in based]
    if unbased:
        yield Finding(
            "info",
            "scenario_without_base",
            table.place(),
            f"a year with intensity_index 1 in {scenario}, the base year",
            f"none for {listed(unbased)}",
            "the share is of the intensity in the base year that a plan chooses",
        )
    pairs = {(row.year, row.group) for row in rows}
    lacking = [
        f"{group} in {year_}"
        for group in reference.codes("sector_groups")
        for year_ in sorted({row.year for row in rows})
        if (year_, group) not in pairs
    ]
    if lacking:
        yield Finding(
            "info",
            "groups_without_point",
            table.place(),
            f"all sector groups in each year of {scenario}, or a row for all",
            f"none for {listed(lacking)}",
            "the scenario says nothing there; it is not taken for unchanged",
        )
