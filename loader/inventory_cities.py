"""Reads the city inventory: totals by city and year, as a list and as a matrix that must agree."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from functools import cache

import pyarrow as pa

from graph_service import reference
from graph_service.errors import SourceDefect
from graph_service.progress import Progress
from loader import labels
from loader.inventory_checks import several
from loader.inventory_note import Note, one_year
from loader.inventory_tables import KT, source_info
from loader.layout import Finding, RawSheet, SkippedSheet
from loader.numbers import read_numbers
from loader.parts import GraphTables, Part, PartRecord, links, source_id
from loader.workbook import Workbook

CITIES = "cities"
LIST, MATRIX = "emissionvector", "emissionmatrix"
POSSIBLE_MT = (0.05, 1_000.0)
JUMP = 2.0
RESTORE = "restore the sheet of the published workbook"
PAPER = "Shan et al. (2022) Science Bulletin 67:1910-1920, doi:10.1016/j.scib.2022.08.024"
Key = tuple[str, int]
"""City code and year."""
Emissions = dict[Key, tuple[float, str]]
"""Mt and the place of the cell."""


def is_city_sheet(name: str) -> bool:
    """Whether a sheet name is one of the two of the city inventory."""
    return labels.key(name) in (LIST, MATRIX)


def read_cities(
    workbook: Workbook, note: Note, progress: Progress
) -> tuple[Part, tuple[SkippedSheet, ...]]:
    """Cities and their emissions by year as one part, and the sheets passed over.

    Raises:
        SourceDefect: a city is not known, stands twice in a year, or a cell holds no number.
    """
    found: dict[str, Emissions] = {}
    names: dict[str, str] = {}
    skipped, sheets = [], []
    for number, name in enumerate(workbook.sheet_names):
        progress(f"Reading {workbook.file_name}", number, len(workbook.sheet_names))
        if not is_city_sheet(name):
            skipped.append(SkippedSheet(name, "no emissions; the note is read for years and unit"))
            continue
        sheet = workbook.read(name)
        if not sheet.rows or not len(sheet.rows[0]):
            raise SourceDefect("the sheet is empty", place=sheet.place(), hint=RESTORE)
        kind = labels.key(name)
        names[kind] = name
        sheets.append(sheet)
        found[kind] = _list(sheet) if kind == LIST else _matrix(sheet)
    progress(f"Reading {workbook.file_name}", len(workbook.sheet_names), len(workbook.sheet_names))
    emissions = found.get(LIST) or found[MATRIX]
    findings = (*_findings(workbook, note, emissions), *_disagreements(found))
    tables = _tables(emissions, source_id(workbook.sha256, CITIES))
    part = Part(
        kind="cities",
        id=CITIES,
        content=_content(emissions, synthetic=note.synthetic),
        synthetic=note.synthetic,
        source=source_info(
            workbook,
            note,
            names[LIST if LIST in names else MATRIX],
            "CEADs emission inventory of Chinese cities",
            (PAPER,),
        ),
        tables=tables,
        record=_record(sheets, emissions, tables),
        findings=findings,
    )
    return part, tuple(skipped)


@cache
def _city_keys() -> Mapping[str, str]:
    """City codes by label: province and city, or a municipality alone."""
    provinces = {row["code"]: reference.aliases(row) for row in reference.table("provinces")}
    keys: dict[str, str] = {}
    for row in reference.table("cities"):
        own = reference.aliases(row)
        before = provinces[row["province"]]
        if row["code"].endswith("0000"):
            keys |= {labels.key(label): row["code"] for label in (*own, *before)}
        keys |= {labels.key(b + o): row["code"] for b in before for o in own}
    return keys


def _city(sheet: RawSheet, row: int, column: int) -> str:
    label = labels.text(sheet.rows[row][column])
    code = _city_keys().get(labels.key(label))
    if code is None:
        raise SourceDefect(
            f"expected a province and city such as 广东广州, found {label!r}",
            place=sheet.place(row, column),
            hint="correct the name; the cities known are in data/reference/cities.csv",
        )
    return code


def _year(sheet: RawSheet, row: int, column: int) -> int:
    year = one_year(sheet.rows[row][column])
    if year is None:
        raise SourceDefect(
            f"expected a year, found {sheet.rows[row][column]!r}",
            place=sheet.place(row, column),
            hint=RESTORE,
        )
    return year


def _list(sheet: RawSheet) -> Emissions:
    """The list: a row for each city and year, with an id made of both."""
    keys = [labels.key(labels.text(cell)) for cell in sheet.rows[0]]
    wanted = [next((i for i, key in enumerate(keys) if key.startswith(k)), None) for k in COLUMNS]
    if None in wanted:
        raise SourceDefect(
            f"expected the columns {', '.join(COLUMNS)} in the first row, found {keys}",
            place=sheet.place(0),
            hint=RESTORE,
        )
    city, year, value = (int(column or 0) for column in wanted)
    rows = [n for n, row in enumerate(sheet.rows) if n and any(str(c).strip() for c in row)]
    numbers = read_numbers(sheet, rows, [value])[0][:, 0]
    emissions: Emissions = {}
    for row, number in zip(rows, numbers.tolist(), strict=True):
        key = _city(sheet, row, city), _year(sheet, row, year)
        _add(emissions, key, number, sheet.place(row, value))
    return emissions


COLUMNS = ("city", "year", "emission")


def _matrix(sheet: RawSheet) -> Emissions:
    """The matrix: cities by years; a blank is no data."""
    columns = [c for c, cell in enumerate(sheet.rows[0]) if c and str(cell).strip()]
    years = [_year(sheet, 0, column) for column in columns]
    rows = [n for n, row in enumerate(sheet.rows) if n and str(row[0]).strip()]
    numbers = read_numbers(sheet, rows, columns)[0]
    emissions: Emissions = {}
    for row, line in zip(rows, numbers.tolist(), strict=True):
        city = _city(sheet, row, 0)
        for column, year, number in zip(columns, years, line, strict=True):
            if str(sheet.rows[row][column]).strip():
                _add(emissions, (city, year), number, sheet.place(row, column))
    return emissions


def _add(emissions: Emissions, key: Key, number: float, place: str) -> None:
    if key in emissions:
        raise SourceDefect(
            f"expected each city once a year, found {key[0]} {key[1]} again",
            place=place,
            hint=f"it stands already in {emissions[key][1]}",
        )
    emissions[key] = number, place


def _findings(workbook: Workbook, note: Note, emissions: Emissions) -> Iterator[Finding]:
    low, high = POSSIBLE_MT
    wrong = {key: at for key, at in emissions.items() if not low <= at[0] <= high}
    if wrong:
        yield Finding(
            "error",
            "implausible_total",
            several([place for _, place in wrong.values()]),
            f"between {low:g} and {high:,.0f} Mt CO2 of a city in a year",
            ", ".join(f"{number:g}" for number, _ in list(wrong.values())[:5]),
            "the numbers are probably in another unit",
        )
    outside = {key: at for key, at in emissions.items() if note.years and key[1] not in note.years}
    if outside:
        yield Finding(
            "warning",
            "year_disagrees",
            several([place for _, place in outside.values()]),
            f"years {min(note.years)}-{max(note.years)}, as the note says ({note.year_place})",
            ", ".join(sorted({str(year) for _, year in outside})),
            "kept as the file gives it",
        )
    yield from _jumps(emissions)
    if not note.unit_stated:
        yield Finding(
            "warning",
            "unit_not_stated",
            workbook.file_name,
            "the unit Mt CO2 in the note",
            "no unit",
            "Mt is assumed; see the totals",
        )


def _jumps(emissions: Emissions) -> Iterator[Finding]:
    found = []
    for (city, year), (number, place) in emissions.items():
        before = emissions.get((city, year - 1), (0.0, ""))[0]
        if before and number and not 1 / JUMP <= number / before <= JUMP:
            found.append((max(number / before, before / number), before, number, place))
    if found:
        found.sort(reverse=True)
        yield Finding(
            "warning",
            "jump_between_years",
            several([place for *_, place in found]),
            f"a total within a factor {JUMP:g} of the year before ({found[0][1]:.4g} Mt)",
            f"{found[0][2]:.4g} Mt; {len(found)} such changes",
            "the years were made from different statistics; trends of these cities mislead",
        )


def _disagreements(found: Mapping[str, Emissions]) -> Iterator[Finding]:
    """List and matrix must hold the same cities, years and numbers."""
    if len(found) < 2:
        return
    one, other = found[LIST], found[MATRIX]
    wrong = [
        key
        for key in (*one, *(key for key in other if key not in one))
        if key not in one or key not in other or abs(one[key][0] - other[key][0]) > 1e-9
    ]
    if wrong:
        key = wrong[0]
        yield Finding(
            "error",
            "list_and_matrix_disagree",
            several([(one.get(key) or other[key])[1] for key in wrong]),
            f"in the matrix, {key[0]} {key[1]}: {_said(other, key)}",
            f"in the list: {_said(one, key)}; {len(wrong)} such cells",
            "one of the two sheets is wrong",
        )


def _said(emissions: Emissions, key: Key) -> str:
    return f"{emissions[key][0]:.6g} Mt" if key in emissions else "no data"


def _tables(emissions: Emissions, source: str) -> GraphTables:
    codes = sorted({city for city, _ in emissions})
    known = {row["code"]: row for row in reference.table("cities")}
    keys = sorted(emissions, key=lambda key: (key[1], key[0]))
    ids = [f"{year}/{city}" for city, year in keys]
    names = ("name_en", "name_zh", "name_zh_hant")
    return {
        "city": pa.table(
            {
                "code": codes,
                "province": [known[code]["province"] for code in codes],
                **{name: [known[code][name] for code in codes] for name in names},
            }
        ),
        "city_emission": pa.table(
            {
                "id": ids,
                "city": [city for city, _ in keys],
                "year": [year for _, year in keys],
                "co2_kt": [emissions[key][0] * KT for key in keys],
            }
        ),
        "of_city": links(ids, [city for city, _ in keys]),
        "city_in_province": links(codes, [known[code]["province"] for code in codes]),
        "city_read_from": links(codes, [source] * len(codes)),
    }


def _content(emissions: Emissions, *, synthetic: bool) -> str:
    digest = hashlib.sha256(f"cities {synthetic}".encode())
    for (city, year), (number, _) in sorted(emissions.items()):
        digest.update(f" {city} {year} {number + 0.0!r}".encode())
    return digest.hexdigest()


def _record(sheets: list[RawSheet], emissions: Emissions, tables: GraphTables) -> PartRecord:
    years = sorted({year for _, year in emissions})
    return PartRecord(
        sheets=tuple(sheet.name for sheet in sheets),
        rows_read=sum(len(sheet.rows) for sheet in sheets),
        rows_used=len(emissions),
        columns_read=max(len(sheet.rows[0]) for sheet in sheets),
        columns_used=len(COLUMNS),
        cells_used=len(emissions),
        holds={"cities": len(tables["city"]), "emissions": len(emissions)},
        totals={"co2_kt": sum(number for number, _ in emissions.values()) * KT},
        about={"first_year": years[0], "last_year": years[-1]},
    )
