"""Opens Excel workbooks; no other module does. Hands out sheets as rows of plain cells."""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
import zlib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NoReturn
from xml.etree import ElementTree

from python_calamine import CalamineError, CalamineWorkbook

from graph_service.errors import SourceDefect
from loader.layout import RawSheet

DOWNLOAD_AGAIN = "download the workbook again, or open it in Excel and save it as .xlsx"
MAX_CELLS = 20_000_000  # ten times a MRIO table; beyond it the reader would fill the memory
ZIP_MAGIC = b"PK\x03\x04"
OLE_MAGIC = bytes.fromhex("d0cf11e0a1b11ae1")
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
ERROR_CELL = re.compile(rb"""<c\b[^>]*\bt=["']e["'][^>]*>""")
CELL_ADDRESS = re.compile(rb"""\br=["']([A-Z]+)([0-9]+)["']""")
DIMENSION = re.compile(rb"""<dimension ref=["'](?:[A-Z]+[0-9]+:)?([A-Z]+)([0-9]+)["']""")
DAMAGE = (
    CalamineError,
    zipfile.BadZipFile,
    zlib.error,
    ElementTree.ParseError,
    EOFError,
    LookupError,
    NotImplementedError,
    OSError,
    RuntimeError,
    ValueError,
)  # what the readers raise on broken content, seen with thousands of spoiled files
RELATIONSHIP = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


class Workbook:
    """An .xlsx file held in memory: its sha256, and its sheets on request."""

    def __init__(self, path: Path) -> None:
        self.file_name = path.name
        content = _content(path)
        self.sha256 = hashlib.sha256(content).hexdigest()
        self._archive = _archive(path.name, content)
        try:
            self._workbook = CalamineWorkbook.from_filelike(io.BytesIO(content))
            self._parts = _sheet_parts(self._archive)
        except DAMAGE as error:
            _refuse_damaged(self.file_name, error)
        self.sheet_names: tuple[str, ...] = tuple(self._workbook.sheet_names)

    def read(self, name: str) -> RawSheet:
        """One sheet; Excel's error cells, which the reader blanks, are searched on the side."""
        place = f"{self.file_name} / sheet {name}"
        part = self._parts.get(name)
        try:
            self._refuse_oversized(part, place)
            with ThreadPoolExecutor(1) as pool:
                errors = pool.submit(_error_cells, self._archive, part)
                rows = self._workbook.get_sheet_by_name(name).to_python(skip_empty_area=False)
                return RawSheet(self.file_name, name, rows, errors.result())
        except DAMAGE as error:
            _refuse_damaged(place, error)

    def _refuse_oversized(self, part: str | None, place: str) -> None:
        """Refuse a stray far cell before the reader makes room for all cells up to it."""
        if part is None:
            return
        with self._archive.open(part) as stream:
            match = DIMENSION.search(stream.read(4096))
        corners = [match.groups()] if match else CELL_ADDRESS.findall(self._archive.read(part))
        positions = [_position(*corner) for corner in corners]
        rows = 1 + max((row for row, _ in positions), default=0)
        columns = 1 + max((column for _, column in positions), default=0)
        if rows * columns > MAX_CELLS:
            raise SourceDefect(
                f"the sheet claims {rows:,} rows x {columns:,} columns; "
                "a provincial MRIO table has about 1,320 x 1,470",
                place=place,
                hint="delete the empty rows and columns beyond the table and save again",
            )


def _content(path: Path) -> bytes:
    """Bytes of the file, or the reason in words why there are none."""
    try:
        if path.is_dir():
            raise SourceDefect(
                "is a directory, expected one .xlsx workbook",
                place=path.name,
                hint="name the workbook inside it",
            )
        content = path.read_bytes()
    except FileNotFoundError as error:
        raise SourceDefect("no such file", place=path.name, hint="check the path") from error
    except OSError as error:
        raise SourceDefect(
            f"the file cannot be read ({error.strerror})",
            place=path.name,
            hint="give yourself read permission, or copy the file to your own folder",
        ) from error
    if not content:
        raise SourceDefect("the file is empty (0 bytes)", place=path.name, hint=DOWNLOAD_AGAIN)
    return content


def _archive(file_name: str, content: bytes) -> zipfile.ZipFile:
    """The zip archive that an .xlsx is; anything else is refused by what it really is."""
    if content.startswith(OLE_MAGIC):
        if ENCRYPTED in content:
            raise SourceDefect(
                "the workbook is protected by a password",
                place=file_name,
                hint="open it in Excel, remove the password and save it as .xlsx",
            )
        raise SourceDefect(
            "is an old Excel file (.xls), expected an .xlsx workbook",
            place=file_name,
            hint="open it in Excel and save it as .xlsx",
        )
    if not content.startswith(ZIP_MAGIC):
        raise SourceDefect(
            "is no Excel workbook: an .xlsx file is a zip archive, this file is not",
            place=file_name,
            hint=DOWNLOAD_AGAIN,
            foreign=True,
        )
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except DAMAGE as error:
        _refuse_damaged(file_name, error)
    if "xl/workbook.xml" not in archive.namelist():
        raise SourceDefect(
            "is a zip archive but no .xlsx workbook (it has no xl/workbook.xml)",
            place=file_name,
            hint="unpack it if the workbook is inside, or save the workbook as .xlsx",
            foreign=True,
        )
    return archive


def _refuse_damaged(place: str, error: Exception) -> NoReturn:
    raise SourceDefect(
        f"the workbook is damaged or cut short ({error})", place=place, hint=DOWNLOAD_AGAIN
    ) from error


def _sheet_parts(archive: zipfile.ZipFile) -> dict[str, str]:
    """Sheet name -> path of its XML inside the archive."""
    targets = {
        item.get("Id"): item.get("Target", "")
        for item in ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    }
    parts = {}
    for item in ElementTree.fromstring(archive.read("xl/workbook.xml")).iter():
        target = targets.get(item.get(RELATIONSHIP))
        if item.tag.endswith("}sheet") and target:
            part = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
            parts[item.get("name", "")] = part
    return parts


def _error_cells(archive: zipfile.ZipFile, part: str | None) -> frozenset[tuple[int, int]]:
    """Zero-based positions of cells that hold #REF!, #DIV/0! and the like."""
    if part is None:
        return frozenset()
    xml = archive.read(part)
    if b"#" not in xml or (b't="e"' not in xml and b"t='e'" not in xml):  # "#" is found fastest
        return frozenset()
    addresses = (CELL_ADDRESS.search(cell[0]) for cell in ERROR_CELL.finditer(xml))
    return frozenset(_position(*match.groups()) for match in addresses if match)


def _position(letters: bytes, number: bytes) -> tuple[int, int]:
    """Zero-based row and column of an address such as ``AB12``."""
    column = 0
    for letter in letters:
        column = column * 26 + letter - ord("A") + 1
    return int(number) - 1, column - 1
