"""Workbooks as written by hand and by other programs: nothing lost unseen, nothing that kills."""

from __future__ import annotations

import re
import struct
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from graph_service.errors import SourceDefect
from graph_service.reference import ROOT
from loader.numbers import read_numbers
from loader.workbook import Workbook
from tests.loader.sheets import Sheet, write

SHEET = "xl/worksheets/sheet1.xml"
TABLE = Sheet("Table", [["name", "", 1.5], ["", 2.5, "of 'r=\"XFD1048576\"'"], [4.0, 5.0, "#N/A"]])
FAR = '<row r="1048576"><c r="XFD1048576"{}</row></sheetData>'


def spoil(folder: Path, change: Callable[[str], str], part: str = SHEET) -> Path:
    """The small table with the XML of its sheet changed."""
    path = write(folder / "table.xlsx", TABLE)
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts[part] = change(parts[part].decode()).encode()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


def cells(path: Path) -> list[list[object]]:
    return [list(row) for row in Workbook(path).read("Table").rows]


WHOLE = [["name", "", 1.5], ["", 2.5, "of 'r=\"XFD1048576\"'"], [4.0, 5.0, ""]]


def test_rows_begin_at_cell_a1_wherever_the_first_cell_is(tmp_path: Path) -> None:
    assert cells(write(tmp_path / "t.xlsx", Sheet("Table", [["", ""], ["", "", 1.5, "x"]]))) == [
        ["", "", "", ""],
        ["", "", 1.5, "x"],
    ]


def with_namespace(xml: str) -> str:
    return re.sub(r"<(/?)(?=\w)", r"<\1x:", xml).replace("xmlns=", "xmlns:x=")


def one_line_each(xml: str) -> str:
    return xml.replace("><", ">\n  <").replace("'", "&apos;")


@pytest.mark.parametrize(
    "change",
    [
        str,
        with_namespace,
        one_line_each,
        lambda xml: xml.replace('ref="A1:C3"', 'ref="A1"'),
        lambda xml: xml.replace('ref="A1:C3"', 'ref="A1:XFD1048576"'),
        lambda xml: xml.replace("</sheetData>", FAR.format(' s="0"/>')),
        lambda xml: xml.replace("</sheetData>", '<row r="1048576" s="1"/></sheetData>'),
    ],
    ids=[
        "as written",
        "namespace",
        "indented",
        "size understated",
        "size overstated",
        "far cell without content",
        "far row without cells",
    ],
)
def test_same_cells_however_the_xml_is_written(
    tmp_path: Path, change: Callable[[str], str]
) -> None:
    path = spoil(tmp_path, change)
    assert cells(path) == WHOLE
    assert Workbook(path).read("Table").error_cells == {(2, 2)}


@pytest.mark.parametrize(
    "stray",
    [
        FAR.format("><v>1</v></c>"),
        FAR.format(' t="inlineStr"><is><t>x</t></is></c>'),
        '<row r="1048576"><c><v>1</v></c></row><row><c r="XFD4"><v>1</v></c></row></sheetData>',
        '<row r="4"><c r="xfd1048576"><v>1</v></c></row></sheetData>',
    ],
    ids=["number", "text", "two cells, one without address", "small letters"],
)
def test_stray_far_cell_is_refused_whatever_size_is_stated(tmp_path: Path, stray: str) -> None:
    path = spoil(tmp_path, lambda xml: xml.replace("</sheetData>", stray))
    with pytest.raises(SourceDefect, match=r"1,048,576 rows x 16,384 columns"):
        Workbook(path).read("Table")


def test_long_list_is_read_although_it_is_longer_than_a_table(tmp_path: Path) -> None:
    path = write(tmp_path / "list.xlsx", Sheet("List", [[float(i)] for i in range(12_000)]))
    assert len(Workbook(path).read("List").rows) == 12_000


def formula(xml: str) -> Callable[[str], str]:
    return lambda sheet: re.sub(r'<c r="B2"[^>]*><v>2.5</v></c>', f'<c r="B2"{xml}</c>', sheet)


@pytest.mark.parametrize(
    "xml",
    [
        "><f>A3+B3</f>",
        "><f>A3+B3</f><v/>",
        "><f>A3+B3</f><v></v>",
        '><f t="shared" si="0"/>',
        '><f t="shared" ref="B2:B3" si="0">A3&gt;B3</f><v />',
        ' t="str"><f>A3</f>',
        ' s="0"> <f ca="1">NOW()</f> <v></v>',
    ],
)
@pytest.mark.parametrize("prefix", [False, True], ids=["plain", "namespace"])
def test_formula_without_saved_value_is_refused_as_a_number(
    tmp_path: Path, xml: str, prefix: bool
) -> None:
    change = formula(xml)
    path = spoil(tmp_path, lambda text: with_namespace(change(text)) if prefix else change(text))
    sheet = Workbook(path).read("Table")
    assert sheet.formula_cells == {(1, 1)}
    with pytest.raises(SourceDefect, match="formula without a saved value") as caught:
        read_numbers(sheet, (1, 2), (0, 1))
    assert caught.value.place == "table.xlsx / sheet Table / cell B2"
    assert "Excel" in str(caught.value.hint)
    assert read_numbers(sheet, (2,), (0, 1))[0].tolist() == [[4.0, 5.0]]


@pytest.mark.parametrize(
    "xml",
    [
        "><f>A3</f><v>2.5</v>",
        ' t="str"><f>A3</f><v></v>',
        ' t="b"><f>A3</f><v>1</v>',
        "><v>2.5</v>",
    ],
)
def test_formula_with_its_value_is_as_good_as_the_value(tmp_path: Path, xml: str) -> None:
    assert Workbook(spoil(tmp_path, formula(xml))).read("Table").formula_cells == set()


def test_marks_are_found_wherever_the_sheet_is_cut_into_pieces(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows: list[list[object]] = [[float(i), "#N/A"] for i in range(300)]
    path = write(tmp_path / "table.xlsx", Sheet("Table", rows))  # type: ignore[arg-type]
    expected = {(row, 1) for row in range(300)}
    for size in (64, 997, 4096):
        monkeypatch.setattr("loader.sheet_xml.CHUNK", size)
        assert Workbook(path).read("Table").error_cells == expected


def test_archive_that_unpacks_to_far_too_much_is_refused_before_it_is_unpacked(
    tmp_path: Path,
) -> None:
    path = write(tmp_path / "bomb.xlsx", TABLE)
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        with archive.open("xl/media/zeros", "w", force_zip64=True) as part:
            for _ in range(600):
                part.write(bytes(1_000_000))
    assert path.stat().st_size < 2_000_000
    with pytest.raises(SourceDefect, match=r"xl/media/zeros unpacks to 600 MB"):
        Workbook(path)


def test_archive_that_understates_what_it_unpacks_to_is_damaged(tmp_path: Path) -> None:
    path = spoil(tmp_path, lambda xml: xml + " " * 50_000_000)
    content = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as archive:
        info = archive.getinfo(SHEET)
    stated = struct.pack("<I", info.file_size)
    assert content.count(stated) == 2
    path.write_bytes(bytes(content).replace(stated, struct.pack("<I", 1000)))
    with pytest.raises(SourceDefect, match="damaged"):
        Workbook(path).read("Table")


def test_last_sheet_is_kept_and_the_one_before_let_go(tmp_path: Path) -> None:
    other = Sheet("Other", [[1.0]])
    book = Workbook(write(tmp_path / "two.xlsx", TABLE, other))
    first = book.read("Table")
    assert book.read("Table") is first
    book.read("Other")
    assert book.read("Table") is not first


def test_file_exchanged_while_it_is_read_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path / "table.xlsx", TABLE)
    book = Workbook(path)
    write(tmp_path / "new.xlsx", TABLE, Sheet("Other", [[1.0]])).replace(path)
    with pytest.raises(SourceDefect, match="changed while it was read"):
        book.read("Table")


def test_folder_entry_that_is_no_file_is_refused() -> None:
    with pytest.raises(SourceDefect, match="is no file"):
        Workbook(Path("/dev/null"))


READ = """
import sys
from pathlib import Path
from loader.workbook import Workbook
Workbook(Path(sys.argv[1])).read(sys.argv[2])
print(Path("/proc/self/status").read_text().split("VmHWM:")[1].split()[0])
"""


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="peak memory is read in /proc")
def test_full_size_sheet_is_read_in_little_memory(reference_data: Path) -> None:
    file = reference_data / "mrio_reconstructed" / "MRIO_2017.xlsx"
    command = [sys.executable, "-c", READ, str(file), "Table_2017_consistent"]
    said = subprocess.run(command, check=True, cwd=ROOT, capture_output=True, text=True).stdout
    assert int(said) / 1024 <= 250  # MB, imports included
