"""Plain numbers taken out of a sheet's XML: the same cells as python-calamine alone reads."""

from __future__ import annotations

import zipfile
from pathlib import Path
from xml.sax.saxutils import escape

import numpy as np
import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from python_calamine import CalamineError, CalamineWorkbook

from graph_service.errors import SourceDefect
from loader.layout import Cell, column_name
from loader.sheet_numbers import STYLES, take_numbers
from loader.workbook import Workbook

SHEET = "xl/worksheets/sheet1.xml"
FORMATS = (
    *("0.00", "#,##0;[Red]-#,##0", '_ * #,##0.00_ ;_ * "-"??_ ;_ @_ ', '0" days"', "0.0\\d"),
    *("yyyy-mm-dd", "[h]:mm", "d.m.", '[$-804]yyyy"年"m"月"', "h:mm AM/PM", "0.00E+00", "@"),
)


class Book(dict[str, bytes]):
    """The parts of a workbook by name, not shown where a test fails."""

    def __repr__(self) -> str:
        return "Book()"


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Book:
    """The parts of a workbook with one empty sheet, two texts and a style of each format."""
    path = tmp_path_factory.mktemp("book") / "book.xlsx"
    with xlsxwriter.Workbook(str(path)) as workbook:
        page = workbook.add_worksheet("Table")
        page.write(0, 0, "first")
        for row, code in enumerate(FORMATS):
            page.write(row, 1, 1, workbook.add_format({"num_format": code}))
        for number in range(60):
            page.write(0, number, "second", workbook.add_format({"num_format": number}))
    with zipfile.ZipFile(path) as archive:
        return Book({name: archive.read(name) for name in archive.namelist()})


def sheet_xml(rows: list[list[str]]) -> bytes:
    """A sheet of cells given as ``>content`` or `` attributes>content``; blank for none."""
    lines = []
    for r, row in enumerate(rows, start=1):
        cells = (f'<c r="{column_name(c)}{r}"{cell}</c>' for c, cell in enumerate(row) if cell)
        lines.append(f'<row r="{r}">{"".join(cells)}</row>')
    name = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    return f"<worksheet {name}><sheetData>{''.join(lines)}</sheetData></worksheet>".encode()


def write(folder: Path, book: Book, xml: bytes) -> Path:
    path = folder / "book.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in (book | {SHEET: xml}).items():
            archive.writestr(name, content)
    return path


def same(one: Cell, other: Cell) -> bool:
    """Equal in type and value, -0.0 and NaN told apart."""
    return type(one) is type(other) and repr(one) == repr(other)


def assert_same_cells(path: Path) -> None:
    try:
        theirs = CalamineWorkbook.from_path(path).get_sheet_by_name("Table")
        expected = theirs.to_python(skip_empty_area=False)
    except CalamineError:
        with pytest.raises(SourceDefect, match="damaged"):
            Workbook(path).read("Table")
        return
    found = [list(row) for row in Workbook(path).read("Table").rows]
    assert [len(row) for row in found] == [len(row) for row in expected]
    for row, wanted in zip(found, expected, strict=True):
        assert all(map(same, row, wanted)), (row, wanted)


numbers = st.floats(-1e8, 1e8).map(repr) | st.integers(-(10**8), 10**8).map(str)
unstyled = st.floats(width=64).map(repr) | st.integers(-(10**20), 10**20).map(str)
values = numbers | st.sampled_from(
    ["+1", ".5", "5.", "1E5", "-0", "NaN", "0x1", "1_0", " 1", "x", ""]
)
styles = st.sampled_from(["", *(f' s="{number}"' for number in range(80))])
plain = st.builds("{}><v>{}</v>".format, styles, numbers)
texts = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=5).map(escape)
cells = st.one_of(
    st.just(""),
    plain,
    st.builds("><v>{}</v>".format, unstyled),
    st.builds("{}><v>{}</v>".format, styles, values),
    st.builds('{} t="n"><v>{}</v>'.format, styles, values),
    st.builds(' t="n"{}><v>{}</v>'.format, styles, numbers),
    st.sampled_from([' t="s"><v>0</v>', ' s="3" t="s"><v>1</v>', ' t="b"><v>1</v>']),
    st.builds(' t="inlineStr"><is><t>{}</t></is>'.format, texts),
    st.builds("{}><f>A1</f><v>{}</v>".format, styles, numbers),
    st.builds("><v>{}</v> ".format, numbers),
    st.builds("><v >{}</v>".format, numbers),
    st.builds("> <v>{}</v>".format, numbers),
    st.sampled_from([' t="e"><v>#N/A</v>', ">", ' s="2">', ' t="d"><v>2017-03-01</v>']),
)


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.lists(cells, max_size=6), max_size=6))
def test_any_cells_are_read_as_the_library_reads_them(
    tmp_path: Path, book: Book, rows: list[list[str]]
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("loader.sheet_xml.LEAST", 0)
        patch.setattr("loader.sheet_xml.LEAST_SHARE", 0)
        patch.setattr("loader.sheet_xml.CHUNK", 200)
        assert_same_cells(write(tmp_path, book, sheet_xml(rows)))


def test_date_beyond_all_calendars_is_damage(tmp_path: Path, book: Book) -> None:
    xml = sheet_xml([[f' s="{style}"><v>1e20</v>' for style in range(72)]])
    with pytest.raises(SourceDefect, match="damaged"):
        Workbook(write(tmp_path, book, xml)).read("Table")


def test_every_number_format_is_told_from_a_date(tmp_path: Path, book: Book) -> None:
    rows = [[f' s="{number}"><v>42000.5</v>' for number in range(80)] for _ in range(1000)]
    path = write(tmp_path, book, sheet_xml(rows))
    assert_same_cells(path)
    kinds = {type(cell) for cell in Workbook(path).read("Table").rows[0]}
    assert len(kinds) > 1


def test_numbers_keep_every_digit(tmp_path: Path, book: Book) -> None:
    random = np.random.default_rng(1)
    drawn = np.exp(random.normal(0, 20, (1000, 30))) * random.choice([-1, 1], (1000, 30))
    xml = sheet_xml([[f"><v>{value!r}</v>" for value in row] for row in drawn.tolist()])
    grid = Workbook(write(tmp_path, book, xml)).read("Table").rows
    assert not any(grid.others)
    np.testing.assert_array_equal(grid.numbers, drawn)


def test_what_is_left_has_no_plain_number() -> None:
    xml = b'<row r="1"><c r="A1"><v>1</v></c><c r="B1" t="s"><v>7</v></c><c r="D1"><v>2e3</v></c>'
    piece = take_numbers(xml, np.zeros(STYLES, np.bool_))
    assert piece is not None
    assert piece.rest == b'<row r="1"><c r="B1" t="s"><v>7</v></c>'
    assert (piece.left.rows.tolist(), piece.left.columns.tolist()) == ([0], [1])
    assert (piece.numbers.rows.tolist(), piece.numbers.columns.tolist()) == ([0, 0], [0, 3])
    assert piece.numbers.values.tolist() == [1.0, 2000.0]
    assert piece.extent == (1, 4)


def test_one_value_that_is_no_number_leaves_a_piece_to_the_library() -> None:
    xml = b'<row r="1"><c r="A1"><v>1</v></c><c r="B1"><v>1,5</v></c>'
    piece = take_numbers(xml, np.zeros(STYLES, np.bool_))
    assert piece is not None
    assert piece.rest == xml
    assert not piece.numbers.values.size
    assert piece.left.columns.tolist() == [0, 1]


@pytest.mark.parametrize(
    "xml",
    [
        b'<c r="A1"><v>1</v></c><c><v>2</v></c>',
        b"<c><v>2</v></c>",
        b'<!-- <c r="A1"><v>1</v></c> -->',
        b'<c s="1" r="A1"><v>1</v></c>',
        b'<c r="a1"><v>1</v></c>',
        b'<c r="1"><v>1</v></c>',
        b'<c r="A"><v>1</v></c>',
        b'<c r="ABCD1"><v>1</v></c>',
        b"<c r='A1'><v>1</v></c>",
    ],
)
def test_sheet_with_unusual_addresses_is_left_to_the_library(xml: bytes) -> None:
    assert take_numbers(xml, np.ones(STYLES, np.bool_)) is None


@pytest.mark.parametrize("end", range(1, 30))
def test_xml_that_is_cut_short_anywhere_does_no_harm(end: int) -> None:
    xml = b'<c r="A1"><v>1</v></c><c r="B1"><v>2</v></c>'
    piece = take_numbers(xml[:-end], np.ones(STYLES, np.bool_))
    assert piece is None or piece.numbers.values.tolist() in ([], [1.0])
