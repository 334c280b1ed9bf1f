"""Every layout in which a CEADs table may come holds the same table."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from graph_service import reference
from graph_service.errors import SourceDefect
from loader.content import content_hash
from loader.layout import SourceReading, Tables
from loader.source import read_source
from loader.tidy import tidy
from tests.loader.economies import varied
from tests.loader.sheets import ALL, Sheet, write

NAN = {"HA": "He0", "HN": "Hu0", "HI": "Hai0", "YN": "Yun0", "c28": "Fi0ce"}
MISSPELT = {"VA001": "Conpensation of employees", "VA004": "Operationg surplus"}
Layout = dict[str, Any]


def table(**layout: Any) -> Sheet:
    return varied(ALL, full=0.05, **layout)


def read(sheet: Sheet, file_name: str = "63b4aaf9401322060.xlsx") -> Tables:
    return tidy(sheet.raw(file_name))[0]


@pytest.fixture(scope="module")
def plain() -> str:
    return content_hash(read(table()))


@pytest.mark.parametrize(
    "layout",
    [
        {"language": "en", "name": "English_Version"},
        {"subtotal": True},
        {"subtotal": True, "language": "en"},
        {"number_codes": True},
        {"gross_input": False},
        {"gross_input": False, "blank_rows": 1},
        {"blank_rows": 1},
        {"extra_rows": 2, "extra_columns": 1, "subtotal": True, "number_codes": True},
        {"language": "en", "spellings": {"SN": "Shannxi", "XZ": "Xizang"}},
        {"spellings": {"NM": "内蒙"}},
        {"language": "en", "spellings": {**NAN, **MISSPELT}},
        {"name": "Table"},
        {"title": "MRIO (万元)"},
    ],
    ids=str,
)
def test_layout_holds_the_same_table(layout: Layout, plain: str) -> None:
    assert content_hash(read(table(**layout))) == plain


@pytest.mark.parametrize(
    ("layout", "row"),
    [({"gross_input": False}, 1315), ({}, 1316), ({"blank_rows": 1}, 1317)],
    ids=str,
)
def test_co2_row_is_found_where_it_stands(layout: Layout, row: int) -> None:
    sheet = table(**layout)
    assert sheet.row["", "CO2"] + 1 == row
    co2 = read(sheet).co2
    assert co2 is not None
    assert co2.sum() == pytest.approx(sum(v for v in sheet.rows[row - 1][3:] if v != "") * 1000)


def test_without_the_co2_row_all_else_is_the_same() -> None:
    with_row, without = read(table()), read(table(co2_label=None))
    assert without.co2 is None
    assert content_hash(without) != content_hash(with_row)
    np.testing.assert_array_equal(with_row.flows, without.flows)


def test_columns_stand_where_the_published_layout_has_them() -> None:
    """Addresses of `ceads_layouts`, of the tables with and without the subtotal column."""
    wide, narrow = table(subtotal=True), table()
    assert [wide.column["BJ", "01"] + 1, wide.column["XJ", "42"] + 1] == [4, 1305]
    assert [wide.column["BJ", "FU101"] + 1, wide.column["XJ", "FU202"] + 1] == [1307, 1461]
    assert [wide.column["", code] + 1 for code in ("EX", "TFU", "ERR", "GO")] == [
        *(1462, 1463, 1464, 1465)
    ]
    assert [narrow.column["BJ", "FU101"] + 1, narrow.column["", "GO"] + 1] == [1306, 1464]
    assert [wide.row["BJ", "01"] + 1, wide.row["", "IM"] + 1, wide.row["", "TI"] + 1] == [
        *(5, 1307, 1314)
    ]


EDITIONS = [
    ("2012", {"name": "Table", "year": 2012, "classification": "ceads42_2012"}),
    ("2015", {"name": "Table", "year": 2015, "classification": "ceads42_2012"}),
    ("2017new", {"name": "Table_2017"}),
    ("2017", {"name": "Table_2017_consistent", "classification": "ceads42_2012"}),
    ("2017new", {"name": "English_Version", "language": "en"}),
    ("2018", {"name": "Table_2018", "year": 2018, "classification": "ceads42_2012"}),
    (
        "2020",
        {
            "name": "Table_2020_English Version",
            "year": 2020,
            "classification": "ceads42_2012",
            "language": "en",
            "subtotal": True,
            "number_codes": True,
            "spellings": {**NAN, **MISSPELT, "XZ": "Xizang"},
        },
    ),
]


@pytest.mark.parametrize(("edition", "layout"), EDITIONS, ids=[name for name, _ in EDITIONS])
def test_edition_is_told_by_the_content(edition: str, layout: Layout) -> None:
    assert read(table(**layout)).edition.id == edition


def test_names_alone_tell_two_classes_of_42_sectors_apart() -> None:
    """The same numbers under the same codes 01..42 are two editions."""
    one, other = read(table()), read(table(classification="ceads42_2012"))
    assert (one.edition.id, other.edition.id) == ("2017new", "2017")
    assert [one.sectors[k - 1] for k in (22, 23, 36)] == ["c16", "c19", "mtech"]
    assert [other.sectors[k - 1] for k in (22, 23, 36)] == ["c16m", "c16w", "mscitech"]


PROVINCES = [
    [float(k), row["name_zh"], row["name_en"]]
    for k, row in enumerate(reference.table("provinces"), start=1)
]
SECTORS = [
    [float(k), row["name_zh"], row["name_en"]]
    for k, row in enumerate(reference.table("sectors"), start=1)
]


@pytest.fixture(scope="module", params=[2018, 2020])
def later(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> SourceReading:
    """A workbook as those of 2018 and 2020: notes and lists, the table in two languages."""
    year = request.param
    layout: Layout = {"year": year, "classification": "ceads42_2012", "subtotal": True}
    spellings = {"XZ": "Xizang", **MISSPELT, **(NAN if year == 2020 else {})}
    path = tmp_path_factory.mktemp("later") / f"MRIO {year}.xlsx"
    write(
        path,
        Sheet("Note", [[f"MRIO {year}: FU101 rural household consumption"], ["GO gross output"]]),
        Sheet("Sector ", [["No.", "行业", "Sector"], *SECTORS]),
        Sheet("Province", [["Order", "省份", "Province"], *PROVINCES]),
        table(name=f"Table_{year}", **layout),
        table(
            name=f"Table_{year}_English Version",
            language="en",
            number_codes=True,
            spellings=spellings,
            **layout,
        ),
    )
    return read_source(path)


def test_workbook_of_later_years_gives_one_edition(later: SourceReading) -> None:
    (tables,) = later.tables
    assert tables.edition.id in ("2018", "2020")
    assert tables.source.sheet == f"Table_{tables.edition.id}"
    assert not [finding for finding in later.findings if finding.severity != "info"]


def test_lists_and_the_english_twin_are_skipped_with_the_reason(later: SourceReading) -> None:
    reasons = {sheet.sheet: sheet.reason for sheet in later.skipped}
    assert list(reasons) == ["Note", "Sector ", "Province", *(n for n in reasons if "English" in n)]
    assert all("no MRIO table" in reasons[name] for name in ("Note", "Sector ", "Province"))
    assert "the same table as sheet Table_20" in list(reasons.values())[-1]


def test_unusual_names_of_provinces_are_noted(later: SourceReading) -> None:
    found = {f.found for f in later.findings if f.code == "province_spelling"}
    year = later.tables[0].edition.year
    assert found == {"Xizang"} | ({"He0", "Hu0", "Hai0", "Yun0"} if year == 2020 else set())


def test_older_release_of_30_provinces_is_refused(tmp_path: Path) -> None:
    without = tuple(province for province in ALL if province != "XZ")
    sheet = varied(without, full=0.05, year=2012, classification="ceads42_2012", name="Table")
    with pytest.raises(SourceDefect, match="31 provinces, found 30; missing: XZ"):
        read_source(write(tmp_path / "MRIO2012.xlsx", sheet))
