"""MATLAB files: CEADs gives out its city tables in them. They are recognised and refused."""

from __future__ import annotations

import re
import zlib
from pathlib import Path

from graph_service.errors import SourceDefect

HEAD = 65_536  # bytes looked at; a city table holds more than a gigabyte
TEXT = 116  # bytes of words at the start of a MATLAB 5 or 7.3 file
FIRST_ELEMENT = 136  # where the first variable of a MATLAB 5 file begins, after its tag
HDF5 = b"\x89HDF\r\n\x1a\n"
FORMAT = re.compile(rb"MATLAB (\d\.\d) MAT-file")
CITY = re.compile(r"city|cities|城市|313", re.IGNORECASE)
TABLE = re.compile(r"mrio|投入产出", re.IGNORECASE)


def matlab_refusal(path: Path) -> SourceDefect:
    """Why a ``.mat`` file is not loaded, told by its first bytes and its name; always foreign."""
    try:
        with path.open("rb") as stream:
            head = stream.read(HEAD)
    except OSError as error:
        reason = f"the file cannot be read ({error.strerror})"
        return _refused(path, reason, "MATLAB files are not loaded; leave it out")
    version = _version(head)
    if version is None:
        reason = "is no MATLAB file, although its name ends with .mat"
        return _refused(path, reason, "Tanlu loads .xlsx workbooks of CEADs and .csv tables")
    if _is_city_table(path.name, head):
        return _refused(
            path,
            f"is a CEADs city table in MATLAB format {version} (313 regions x 42 sectors), "
            "which this version does not load",
            "load the provincial tables of 31 x 42; city emissions load from the city inventory",
        )
    return _refused(
        path,
        f"is a MATLAB file (format {version}); tables are read from .xlsx workbooks",
        "save the provincial table as .xlsx in the layout of CEADs",
    )


def _refused(path: Path, message: str, hint: str) -> SourceDefect:
    return SourceDefect(message, place=path.name, hint=hint, foreign=True)


def _version(head: bytes) -> str | None:
    """5.0, 7.3 or HDF5; None for a file of another kind."""
    named = FORMAT.match(head)
    if named:
        return named[1].decode()
    return "HDF5" if head.startswith(HDF5) else None


def _is_city_table(file_name: str, head: bytes) -> bool:
    """Whether the name says so, or the first variable is the struct ``MRIO`` of those files."""
    named = bool(CITY.search(file_name) and TABLE.search(file_name))
    return named or b"MRIO" in head[TEXT:] or b"MRIO" in _unpacked(head[FIRST_ELEMENT:])


def _unpacked(element: bytes) -> bytes:
    """The beginning of a compressed variable, where its name stands; empty where it is none."""
    try:
        return zlib.decompressobj().decompress(element, 4096)
    except zlib.error:
        return b""
