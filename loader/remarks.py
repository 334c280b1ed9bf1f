"""What a sheet shows besides its numbers: spellings, names, and the lines that are not used."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain, groupby

from loader import labels
from loader.layout import SECTORS, Cell, Finding, RawSheet, SheetRecord, column_name
from loader.structure import Structure

SHOWN = 5


def text_number_findings(sheet: RawSheet, places: Sequence[str]) -> Iterator[Finding]:
    """Numbers that Excel keeps as text: read, but worth a warning."""
    if places:
        yield Finding(
            "warning",
            "numbers_as_text",
            _several(places),
            "numbers in numeric cells",
            f"{len(places)} number{'s' * (len(places) > 1)} stored as text",
            f"read as numbers; Excel leaves such cells of {sheet.name} out of its own sums",
        )


def co2_findings(sheet: RawSheet, structure: Structure) -> Iterator[Finding]:
    """A table without a CO2 row: allowed, with what follows from it."""
    if structure.co2_row is None:
        yield Finding(
            "warning",
            "no_co2_row",
            sheet.place(),
            "a row labelled CO2 (Mt)",
            "none",
            "intensities and footprints have no data for this edition",
        )


def spelling_findings(sheet: RawSheet, structure: Structure) -> Iterator[Finding]:
    """Province labels that are understood but unusual, such as Shannxi."""
    row, column = structure.province_row, structure.province_column
    cells = {
        **{labels.text(sheet.rows[row][c]): (row, c) for c in structure.industry_columns},
        **{labels.text(sheet.rows[r][column]): (r, column) for r in structure.industry_rows},
    }
    for label, position in cells.items():
        if label and not labels.is_usual_province_name(label):
            code = labels.province(label) or ""
            yield Finding(
                "info",
                "province_spelling",
                sheet.place(*position),
                f"a usual name of {code}",
                label,
                f"understood as {code}",
            )


def name_findings(
    sheet: RawSheet, structure: Structure, sectors: Sequence[str]
) -> tuple[Finding, ...]:
    """Names against codes: of sectors in every block, of final uses and of totals."""
    across = [(structure.name_row, c) for c in structure.industry_columns]
    down = [(r, structure.name_column) for r in structure.industry_rows]
    unknown: list[str] = []
    findings = list(_line_name_findings(sheet, structure))
    for index, (row, column) in chain(enumerate(across), enumerate(down)):
        cell = sheet.rows[row][column]
        named = labels.sectors(cell)
        expected = sectors[index % SECTORS]
        place = sheet.place(row, column)
        if not named:
            unknown.append(f"{place} {labels.text(cell)!r}")
        elif expected not in named:
            findings.append(
                Finding(
                    "error",
                    "name_contradicts_code",
                    place,
                    f"a name of sector {index % SECTORS + 1:02d} ({expected})",
                    f"{labels.text(cell)!r}, a name of {' or '.join(sorted(named))}",
                    "figures would be given to the wrong sector",
                )
            )
    if unknown:
        findings.append(
            Finding(
                "warning",
                "unknown_sector_name",
                _several(unknown),
                "sector names as in data/reference/sectors.csv",
                f"{len(unknown)} cells with another name or none",
                "the codes alone decide which sector it is",
            )
        )
    return tuple(findings)


def _line_name_findings(sheet: RawSheet, structure: Structure) -> Iterator[Finding]:
    """Names of final uses and totals that are those of another code; unknown ones are left."""
    coded = {
        **{(structure.name_row, c): (structure.code_row, c) for c in structure.final_use_columns},
        **{
            (structure.name_row, c): (structure.code_row, c)
            for c in structure.total_columns.values()
        },
        **{
            (r, structure.name_column): (r, structure.code_column)
            for r in structure.input_rows.values()
        },
    }
    for (row, column), at in coded.items():
        named = labels.line(sheet.rows[row][column])
        code = labels.code(sheet.rows[at[0]][at[1]])
        if named is not None and named != code:
            yield Finding(
                "error",
                "name_contradicts_code",
                sheet.place(row, column),
                f"a name of {code}",
                f"{labels.text(sheet.rows[row][column])!r}, a name of {named}",
                "figures would be given to the wrong account",
            )


def _several(places: Sequence[str]) -> str:
    rest = len(places) - SHOWN
    shown = "; ".join([places[0], *(place.rsplit(" / ", 1)[-1] for place in places[1:SHOWN])])
    return shown + (f" and {rest} more" if rest > 0 else "")


def record(sheet: RawSheet, structure: Structure, edition: str) -> SheetRecord:
    """Rows and columns in, used and dropped; what is dropped is named with its label."""
    rows = {*structure.industry_rows, *structure.input_rows.values()}
    rows |= {row for row in (structure.co2_row,) if row is not None}
    totals = structure.total_columns.values()
    columns = {*structure.industry_columns, *structure.final_use_columns, *totals}
    width = len(sheet.rows[0])
    n, m = len(structure.industry_columns), len(structure.final_use_columns)
    below = {
        row: _reason(sheet.rows[row][: structure.code_column + 1])
        for row in range(structure.code_row + 1, len(sheet.rows))
        if row not in rows
    }
    beyond = {
        column: _reason([line[column] for line in sheet.rows[: structure.code_row + 1]])
        for column in range(structure.code_column + 1, width)
        if column not in columns
    }
    return SheetRecord(
        sheet=sheet.name,
        edition=edition,
        rows_read=len(sheet.rows),
        rows_used=len(rows),
        columns_read=width,
        columns_used=len(columns),
        cells_used=n * len(columns) + (len(rows) - n) * n + m,
        dropped=(
            *_ranges("row", below, lambda row: str(row + 1)),
            *_ranges("column", beyond, column_name),
        ),
    )


def _reason(cells: Iterable[Cell]) -> str:
    """Why a line is not used: what it says it is."""
    words = [labels.text(cell) for cell in cells if labels.text(cell)]
    return f"not part of the table: {' '.join(words)}" if words else "without code or label"


def _ranges(
    kind: str, reasons: dict[int, str], name: Callable[[int], str]
) -> Iterator[tuple[str, str]]:
    """Lines with one reason that follow each other, as one entry."""
    numbered = enumerate(reasons.items())
    for (_, reason), group in groupby(numbered, lambda item: (item[1][0] - item[0], item[1][1])):
        lines = [line for _, (line, _) in group]
        first, last = name(lines[0]), name(lines[-1])
        yield (f"{kind} {first}" if len(lines) == 1 else f"{kind}s {first}..{last}"), reason
