"""Opens Excel workbooks; no other module does. Hands out sheets as rows of plain cells."""

from __future__ import annotations

import hashlib
import os
import stat
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from xml.etree import ElementTree

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook

from graph_service.errors import SourceDefect
from loader import package
from loader.grid import Grid, Row
from loader.layout import RawSheet
from loader.sheet_xml import Scan, Split, scan

MAX_CELLS = 20_000_000  # ten times a MRIO table; beyond it the reader would fill the memory
DAMAGE = (
    CalamineError,
    zipfile.BadZipFile,
    zlib.error,
    ElementTree.ParseError,
    EOFError,
    LookupError,
    NotImplementedError,
    OSError,
    OverflowError,
    RuntimeError,
    ValueError,
)  # what the readers raise on broken content, seen with thousands of spoiled files
PANIC = "PanicException"  # what the reader raises on its own mistakes; no Exception, not importable


class Workbook:
    """An .xlsx file: its sha256, and its sheets on request. The last sheet read is kept."""

    def __init__(self, path: Path) -> None:
        self.file_name = path.name
        self._path = path
        self._last: RawSheet | None = None
        self._state, self.sha256 = _identify(path)
        with _refused(self.file_name):
            with zipfile.ZipFile(path) as archive:
                package.check_archive(path.name, archive)
                self._parts = package.sheet_parts(archive)
                self._styles = package.number_styles(archive)
            self._workbook = CalamineWorkbook.from_path(path)
        self.sheet_names: tuple[str, ...] = tuple(self._workbook.sheet_names)

    def read(self, name: str) -> RawSheet:
        """One sheet. Raises SourceDefect where it is damaged or too large."""
        if self._last is None or self._last.name != name:
            self._last = None  # frees its memory before the next one takes its own
            self._last = self._read(name)
        return self._last

    def _read(self, name: str) -> RawSheet:
        place = f"{self.file_name} / sheet {name}"
        with _refused(place):
            found = self._scan(self._parts.get(name), place)
            if found.split is None:
                rows = Grid.of(_rows(self._workbook.get_sheet_by_name(name)))
            else:
                rows = self._put_together(name, found.extent, found.split)
            changed = _state(self._path) != self._state
        if changed:
            raise SourceDefect(
                "the file was changed while it was read", place=place, hint="load it again"
            )
        return RawSheet(self.file_name, name, rows, found.errors, found.formulas)

    def _scan(self, part: str | None, place: str) -> Scan:
        """Search a sheet's XML; refuse a stray far cell, up to which room would be made."""
        if part is None:
            return Scan()
        with zipfile.ZipFile(self._path) as archive, archive.open(part) as stream:
            found = scan(stream, self._styles)
        rows, columns = found.extent
        if rows * columns > MAX_CELLS:
            raise SourceDefect(
                f"the cells of the sheet reach over {rows:,} rows x {columns:,} columns; "
                "a provincial MRIO table has about 1,320 x 1,470",
                place=place,
                hint="delete the empty rows and columns beyond the table and save again",
            )
        return found

    def _put_together(self, name: str, extent: tuple[int, int], split: Split) -> Grid:
        """The numbers found, and the other cells as the reader of workbooks takes them."""
        with zipfile.ZipFile(self._path) as archive:
            rest = package.exchanged(archive, self._parts, self._parts[name], split.rest)
        cells = (
            row[0] for row in _rows(CalamineWorkbook.from_filelike(rest).get_sheet_by_name(name))
        )
        places = zip(split.left.rows.tolist(), split.left.columns.tolist(), strict=True)
        others = ((*place, cell) for place, cell in zip(places, cells, strict=False))
        return Grid.put_together(extent, split.numbers, others)


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
            package.check_magic(path, stream.read(8))
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


@contextmanager
def _refused(place: str) -> Iterator[None]:
    """Refuse what the readers stumble over as damage of the workbook."""
    try:
        yield
    except SourceDefect:
        raise
    except BaseException as error:
        if not isinstance(error, DAMAGE) and type(error).__name__ != PANIC:
            raise
        raise SourceDefect(
            f"the workbook is damaged or cut short ({error})",
            place=place,
            hint=package.DOWNLOAD_AGAIN,
        ) from error


def _rows(sheet: CalamineSheet) -> Iterator[Row]:
    """Rows from cell A1; the reader leaves out empty columns at the left."""
    left = [""] * sheet.start[1] if sheet.start else []
    return (left + row for row in sheet.iter_rows())
