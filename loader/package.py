"""The zip archive that an .xlsx file is: what it must be, its sheets, its formats of numbers."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping
from pathlib import Path
from xml.etree import ElementTree

import numpy as np

from graph_service.errors import SourceDefect
from loader.sheet_numbers import STYLES, Flags

DOWNLOAD_AGAIN = "download the workbook again, or open it in Excel and save it as .xlsx"
MAX_PART = 500_000_000  # bytes of XML, five times a MRIO table with every digit
ZIP_MAGIC = b"PK\x03\x04"
OLE_MAGIC = bytes.fromhex("d0cf11e0a1b11ae1")
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
BUILTIN_NUMBERS = {*range(14), *range(37, 45), 48, 49}  # formats without a code; others are dates
NO_CODE = re.compile(  # what stands in a format for itself, and colours, conditions, currencies
    r'"[^"]*"|[\\_*].'
    r"|\[(black|blue|cyan|green|magenta|red|white|yellow|colou?r ?\d+|\$[^]]*|[<>=][^]]*)\]",
    re.IGNORECASE,
)
DATE_LETTER = re.compile("[dmyhs]", re.IGNORECASE)
RELATIONSHIP = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


def check_magic(path: Path, start: bytes) -> None:
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


def check_archive(file_name: str, archive: zipfile.ZipFile) -> None:
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


def sheet_parts(archive: zipfile.ZipFile) -> dict[str, str]:
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


def number_styles(archive: zipfile.ZipFile) -> Flags:
    """For each style whether it surely shows numbers: no letter of a date is in its format."""
    flags = np.zeros(STYLES, np.bool_)
    if "xl/styles.xml" not in archive.namelist():
        return flags
    root = ElementTree.fromstring(archive.read("xl/styles.xml"))
    formats = root.iterfind("{*}numFmts/{*}numFmt")
    codes = {item.get("numFmtId"): item.get("formatCode", "") for item in formats}
    for style, item in zip(range(STYLES), root.iterfind("{*}cellXfs/{*}xf"), strict=False):
        number = item.get("numFmtId", "0")
        code = codes.get(number)
        if code is None:
            flags[style] = int(number) in BUILTIN_NUMBERS
        else:
            flags[style] = not DATE_LETTER.search(NO_CODE.sub("", code))
    return flags


def exchanged(
    archive: zipfile.ZipFile, sheets: Mapping[str, str], part: str, xml: bytes
) -> io.BytesIO:
    """A workbook in memory with another XML for one sheet, and no other sheet."""
    names = dict.fromkeys(name for name in archive.namelist() if name.endswith((".xml", ".rels")))
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as exchanged:
        for name in names:
            if name not in sheets.values():
                exchanged.writestr(name, archive.read(name))
        exchanged.writestr(part, xml)
    content.seek(0)
    return content
