"""Opens Excel workbooks; no other module does. Hands out sheets as rows of plain cells."""

from __future__ import annotations

import hashlib
import os
import stat
import zipfile
import zlib
from pathlib import Path
from typing import NoReturn
from xml.etree import ElementTree

from python_calamine import CalamineError, CalamineWorkbook

from graph_service.errors import SourceDefect
from loader import sheet_xml
from loader.grid import Grid
from loader.layout import RawSheet

DOWNLOAD_AGAIN = "download the workbook again, or open it in Excel and save it as .xlsx"
MAX_CELLS = 20_000_000  # ten times a MRIO table; beyond it the reader would fill the memory
MAX_PART = 500_000_000  # bytes of XML, five times a MRIO table with every digit
ZIP_MAGIC = b"PK\x03\x04"
OLE_MAGIC = bytes.fromhex("d0cf11e0a1b11ae1")
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
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
    """An .xlsx file: its sha256, and its sheets on request. The last sheet read is kept."""

    def __init__(self, path: Path) -> None:
        self.file_name = path.name
        self._path = path
        self._last: RawSheet | None = None
        self._state, self.sha256 = _identify(path)
        try:
            with zipfile.ZipFile(path) as archive:
                _check_archive(path.name, archive)
                self._parts = _sheet_parts(archive)
            self._workbook = CalamineWorkbook.from_path(path)
        except DAMAGE as error:
            _refuse_damaged(self.file_name, error)
        self.sheet_names: tuple[str, ...] = tuple(self._workbook.sheet_names)

    def read(self, name: str) -> RawSheet:
        """One sheet. Raises SourceDefect where it is damaged or too large."""
        if self._last is None or self._last.name != name:
            self._last = None  # frees its memory before the next one takes its own
            self._last = self._read(name)
        return self._last

    def _read(self, name: str) -> RawSheet:
        place = f"{self.file_name} / sheet {name}"
        try:
            marks = self._marks(self._parts.get(name), place)
            rows = Grid.of(self._workbook.get_sheet_by_name(name).iter_rows())
            changed = _state(self._path) != self._state
        except DAMAGE as error:
            _refuse_damaged(place, error)
        if changed:
            raise SourceDefect(
                "the file was changed while it was read", place=place, hint="load it again"
            )
        return RawSheet(self.file_name, name, rows, marks.errors, marks.formulas)

    def _marks(self, part: str | None, place: str) -> sheet_xml.Marks:
        """Search a sheet's XML for what its reader blanks or could not survive.

        The reader makes room for all cells up to the last one: a stray far cell is refused.
        """
        if part is None:
            return sheet_xml.Marks()
        with zipfile.ZipFile(self._path) as archive:
            with archive.open(part) as stream:
                marks = sheet_xml.marks(stream)
            if not marks.far:
                return marks
            with archive.open(part) as stream:
                rows, columns = sheet_xml.extent(stream)
        if rows * columns > MAX_CELLS:
            raise SourceDefect(
                f"the cells of the sheet reach over {rows:,} rows x {columns:,} columns; "
                "a provincial MRIO table has about 1,320 x 1,470",
                place=place,
                hint="delete the empty rows and columns beyond the table and save again",
            )
        return marks


State = tuple[int, int, int]


def _state(path: Path) -> State:
    """What changes when a file is written or exchanged."""
    found = path.stat()
    return found.st_ino, found.st_size, found.st_mtime_ns


def _identify(path: Path) -> tuple[State, str]:
    """State and sha256 of a file that may be a workbook, or the reason in words why it is none."""
    try:
        mode = path.stat().st_mode
        if not stat.S_ISREG(mode):
            raise SourceDefect(
                f"is {'a directory' if stat.S_ISDIR(mode) else 'no file'}, expected one .xlsx "
                "workbook",
                place=path.name,
                hint="name the workbook inside it",
            )
        state = _state(path)
        with path.open("rb") as stream:
            _check_magic(path, stream.read(8))
            stream.seek(0)
            return state, hashlib.file_digest(stream, "sha256").hexdigest()
    except FileNotFoundError as error:
        raise SourceDefect("no such file", place=path.name, hint="check the path") from error
    except OSError as error:
        raise SourceDefect(
            f"the file cannot be read ({os.strerror(error.errno or 0)})",
            place=path.name,
            hint="give yourself read permission, or copy the file to your own folder",
        ) from error


def _check_magic(path: Path, start: bytes) -> None:
    """Refuse what is no zip archive by what it really is."""
    if not start:
        raise SourceDefect("the file is empty (0 bytes)", place=path.name, hint=DOWNLOAD_AGAIN)
    if start.startswith(OLE_MAGIC):
        if ENCRYPTED in path.read_bytes():
            raise SourceDefect(
                "the workbook is protected by a password",
                place=path.name,
                hint="open it in Excel, remove the password and save it as .xlsx",
            )
        raise SourceDefect(
            "is an old Excel file (.xls), expected an .xlsx workbook",
            place=path.name,
            hint="open it in Excel and save it as .xlsx",
        )
    if not start.startswith(ZIP_MAGIC):
        raise SourceDefect(
            "is no Excel workbook: an .xlsx file is a zip archive, this file is not",
            place=path.name,
            hint=DOWNLOAD_AGAIN,
            foreign=True,
        )


def _check_archive(file_name: str, archive: zipfile.ZipFile) -> None:
    """Refuse a zip archive that is no workbook, or that unpacks to more than any table has."""
    if "xl/workbook.xml" not in archive.namelist():
        raise SourceDefect(
            "is a zip archive but no .xlsx workbook (it has no xl/workbook.xml)",
            place=file_name,
            hint="unpack it if the workbook is inside, or save the workbook as .xlsx",
            foreign=True,
        )
    largest = max(archive.infolist(), key=lambda part: part.file_size)
    if largest.file_size > MAX_PART:
        raise SourceDefect(
            f"{largest.filename} unpacks to {largest.file_size / 1e6:,.0f} MB, expected at most "
            f"{MAX_PART / 1e6:,.0f} MB",
            place=file_name,
            hint="delete the empty rows and columns beyond the table and save again",
        )


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
