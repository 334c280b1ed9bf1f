"""Which table a sheet holds: year, sector class and unit, from its title and labels."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from graph_service import reference
from graph_service.errors import SourceDefect
from loader import labels
from loader.layout import SECTORS, Classification, EditionInfo, Finding, RawSheet, SourceInfo
from loader.national import nearest_year, trillion
from loader.numbers import read_numbers
from loader.structure import Structure

CLASSES: tuple[Classification, ...] = ("ceads42_2012", "ceads42_2017")
TELLING = (22, 23, 36)  # the numbers whose names differ most plainly between the classes
YEAR = re.compile(r"(?<!\d)(19[89]\d|20[0-4]\d)(?!\d)")
SAMPLE = re.compile(r"tanlu synthetic sample ([a-z]),", re.IGNORECASE)
OUR_UNIT = re.compile(
    r"(?<![百千十])[万萬]元|(10,?000|10\^?4|10 thousand|ten thousand) ?(chinese )?(yuan|rmb|cny|元)"
)
OTHER_UNIT = re.compile(
    r"[亿億百千十]+[万萬]?元|美元|(单位|單位|unit):?\s*(元|yuan|rmb|cny)"
    r"|(thousand|million|billion|\bmn)(?!\s*(metric\s*)?t)|\busd\b|us\$|dollar"
)
CO2_OUR_UNIT = re.compile(r"mt|百万吨|million (metric )?t|10\^?6 ?t")
CO2_OTHER_UNIT = re.compile(r"kt|\bt\b|\bton|gt|吨|kg|gram")
WORKBOOK_MONEY = 100.0  # of its units, 10,000 yuan, make a million
SITE = "https://www.ceads.net"
DATABASES = {
    **dict.fromkeys(
        (2012, 2015, 2017),
        "Chinese provincial multi-regional input-output database for 2012, 2015, and 2017. "
        "Sci Data 8:244 (2021), doi:10.1038/s41597-021-01023-5",
    ),
    **dict.fromkeys(
        (2018, 2020),
        "Chinese provincial multi-regional input-output tables 2018 and 2020. "
        "Sci Data (2026), doi:10.1038/s41597-025-06543-y",
    ),
}


@dataclass(frozen=True)
class Heading:
    """A text above the table: what it says, and where."""

    text: str
    place: str

    @property
    def plain(self) -> str:
        """The text for matching: full-width forms and capitals levelled."""
        return labels.text(self.text).casefold()


def headings(sheet: RawSheet, structure: Structure) -> tuple[Heading, ...]:
    """Texts above the province names and beside the header rows; the first is the title."""
    first_column = min(structure.industry_columns)
    return tuple(
        Heading(cell.strip(), sheet.place(row, column))
        for row in range(structure.code_row + 1)
        for column, cell in enumerate(sheet.rows[row])
        if isinstance(cell, str)
        and cell.strip()
        and (row < structure.province_row or column < first_column)
    )


def edition_info(
    sheet: RawSheet,
    structure: Structure,
    classification: Classification,
    edition: str | None,
) -> tuple[EditionInfo, tuple[Finding, ...]]:
    """Year, id and CO2 source of a table; ``edition`` replaces the id found in the sheet.

    Raises SourceDefect where no year, or two years, can be found.
    """
    heads = headings(sheet, structure)
    title = heads[0].text if heads else ""
    sample = SAMPLE.match(title)  # its title alone marks a sample
    findings: tuple[Finding, ...] = ()
    if edition is not None:
        year = int(edition[:4])
    else:
        year, findings = _year(sheet, structure, heads)
        suffix = "new" if classification == "ceads42_2017" else ""
        edition = f"sample-{sample[1].lower()}" if sample else f"{year}{suffix}"
    return (
        EditionInfo(
            id=edition,
            year=year,
            classification=classification,
            price_basis="current",
            synthetic=sample is not None,
            co2_source="none" if structure.co2_row is None else "mrio_row",
        ),
        findings,
    )


def source_info(
    sheet: RawSheet, structure: Structure, edition: EditionInfo, sha256: str
) -> SourceInfo:
    """File, sheet and title of a table, with its citation and terms."""
    heads = headings(sheet, structure)
    if edition.synthetic:
        citation = "Tanlu synthetic sample, not CEADs data"
        licence = "same licence as Tanlu"
    else:
        citation = DATABASES.get(edition.year, f"CEADs provincial MRIO table {edition.year}")
        citation = f"{citation}; {SITE} (by the year in the workbook; the file was not verified)"
        licence = f"terms of use of {SITE}; not to be passed on"
    return SourceInfo(
        sha256=sha256,
        file_name=sheet.file_name,
        sheet=sheet.name,
        title=heads[0].text if heads else "",
        citation=citation,
        licence=licence,
    )


def _year(
    sheet: RawSheet, structure: Structure, heads: Sequence[Heading]
) -> tuple[int, tuple[Finding, ...]]:
    """The year in sheet name or title, which must agree; else the one in the file name."""
    named = set(YEAR.findall(sheet.name))
    titled = {year for head in heads for year in YEAR.findall(head.plain)}
    if len(named) == 1 and (named <= titled or not titled):
        return int(named.pop()), ()
    if len(titled) == 1 and not named:
        return int(titled.pop()), ()
    if named or titled:
        said = f"sheet name: {_listed(named)}; title: {_listed(titled)}"
        raise SourceDefect(
            f"sheet name and title do not name one and the same year ({said})",
            place=heads[0].place if heads else sheet.place(),
            hint="say which table it is, for example --edition 2017",
        )
    return _year_of_file(sheet, structure)


def _listed(years: set[str]) -> str:
    return ", ".join(sorted(years)) or "none"


def _year_of_file(sheet: RawSheet, structure: Structure) -> tuple[int, tuple[Finding, ...]]:
    years = set(YEAR.findall(sheet.file_name))
    if len(years) != 1:
        raise SourceDefect(
            "no year found in the title, the sheet name or the file name",
            place=sheet.place(0, 0),
            hint="say which table it is, for example --edition 2017 or --edition 2017new"
            + _likely_year(sheet, structure),
        )
    year = int(years.pop())
    finding = Finding(
        "warning",
        "year_from_file_name",
        sheet.place(),
        "a year in the title or the sheet name",
        f"{year} in the file name only",
        "a renamed file would be loaded as another year",
    )
    return year, (finding,)


def _likely_year(sheet: RawSheet, structure: Structure) -> str:
    """The year that the size of the economy suggests, to help a person, who must decide."""
    row = (structure.input_rows["TVA"],)
    total = float(read_numbers(sheet, row, structure.industry_columns)[0].sum()) / WORKBOOK_MONEY
    if total <= 0:
        return ""
    return f"; its value added of {trillion(total)} is nearest to that of {nearest_year(total)}"


def check_unit(sheet: RawSheet, heads: Sequence[Heading]) -> tuple[Finding, ...]:
    """Refuse a table in another unit than 10,000 yuan; note where no unit is stated."""
    stated = False
    for head in heads:
        rest = OUR_UNIT.sub("", head.plain)
        stated = stated or rest != head.plain
        other = OTHER_UNIT.search(rest)
        if other:
            raise SourceDefect(
                f"expected the unit 10,000 yuan (万元), found {other[0]!r} in {head.text!r}",
                place=head.place,
                hint="every figure would be off; convert the sheet to 10,000 yuan",
            )
    if stated:
        return ()
    return (
        Finding(
            "warning",
            "unit_not_stated",
            sheet.place(),
            "a title that names the unit 10,000 yuan (万元)",
            "no unit",
            "10,000 yuan is assumed; see the total of value added",
        ),
    )


def check_co2_unit(sheet: RawSheet, structure: Structure) -> tuple[Finding, ...]:
    """Refuse a CO2 row whose label names another unit than Mt; note where it names none."""
    if structure.co2_row is None:
        return ()
    row = sheet.rows[structure.co2_row]
    for column in range(structure.code_column + 1):
        label = labels.text(row[column])
        if not labels.is_co2(row[column]):
            continue
        unit = label.casefold()
        place = sheet.place(structure.co2_row, column)
        if CO2_OUR_UNIT.search(unit):
            return ()
        if CO2_OTHER_UNIT.search(unit):
            raise SourceDefect(
                f"expected CO2 in Mt, found {label!r}",
                place=place,
                hint="convert the row to Mt and name it CO2 (Mt)",
            )
        return (
            Finding(
                "warning",
                "co2_unit_not_stated",
                place,
                "CO2 (Mt)",
                label,
                "Mt is assumed; see the total of CO2",
            ),
        )
    return ()


def find_classification(sheet: RawSheet, structure: Structure) -> Classification:
    """The sector class, told by the names of numbers 22, 23 and 36 (both have 42 sectors).

    The names in every province's columns and rows count; they must not mix both classes.
    """
    votes: dict[Classification, list[str]] = {}
    for number in TELLING:
        across = structure.industry_columns[number - 1 :: SECTORS]
        down = structure.industry_rows[number - 1 :: SECTORS]
        cells = [(structure.name_row, column) for column in across]
        for row, column in (*cells, *((row, structure.name_column) for row in down)):
            named = labels.sectors(sheet.rows[row][column])
            for name in CLASSES:
                if reference.sector_codes(name)[number - 1] in named:
                    votes.setdefault(name, []).append(sheet.place(row, column))
    if len(votes) == 1:
        return next(iter(votes))
    first = [structure.industry_columns[number - 1] for number in TELLING]
    seen = [f"{labels.text(sheet.rows[structure.name_row][c])!r}" for c in first]
    said = ", ".join(f"{number} {name}" for number, name in zip(TELLING, seen, strict=True))
    if votes:
        raise SourceDefect(
            f"the names of sectors 22, 23 and 36 mix both 42-sector classes: {said}",
            place=min(votes.values(), key=len)[0],
            hint="restore the sector names of the published workbook",
        )
    raise SourceDefect(
        f"the names of sectors 22, 23 and 36 tell neither 42-sector class (2012 or 2017): {said}",
        place=sheet.place(structure.name_row, first[0]),
        hint="names must be close to those in data/reference/sectors.csv",
    )
