"""What the reader of workbooks does not tell of a sheet: found in one pass over its XML.

Only for what is lost or dangerous: the cells themselves are read by python-calamine.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

CHUNK = 1 << 20  # bytes; large against a row, small against a sheet
PREFIX = re.compile(rb"<(\w+:)?worksheet\b")  # some writers put a namespace before every name
CELL = re.compile(rb"<(?:\w+:)?c\b([^>]*)>")
OPEN = re.compile(rb"<(?:\w+:)?(row|c)\b([^>]*[^/>]|)>")  # not closed at once: with content
FORMULA = re.compile(
    rb"<(?:\w+:)?c\b([^>]*)>\s*"
    rb"(?:<(?:\w+:)?f\b[^>]*/>|<(?:\w+:)?f\b[^>]*>[^<]*</(?:\w+:)?f\s*>)\s*"
    rb"(</|<(?:\w+:)?v\s*/>|<(?:\w+:)?v\b[^>]*></)"
)
ADDRESS = re.compile(rb"""\br=["']([A-Z]*)([0-9]*)["']""", re.IGNORECASE)
TEXT_TYPE = re.compile(rb"""\bt=["']str["']""")
ERROR_TYPE = re.compile(rb"""\bt=["']e["']""")
FAR = re.compile(rb"""r=["'](?:[C-Zc-z][A-Za-z]{2}[0-9]|[A-Za-z]{4,}[0-9]|[A-Za-z]{0,3}[0-9]{5})""")

Position = tuple[int, int]


@dataclass(frozen=True)
class Marks:
    """Zero-based positions of cells that hold an error or lack a value, and whether an address
    lies beyond row 9,999 or column BZZ, which is number 2,054.
    """

    errors: frozenset[Position] = frozenset()  # such as #REF!
    formulas: frozenset[Position] = frozenset()  # without a saved value
    far: bool = False


def marks(stream: IO[bytes]) -> Marks:
    """Search the XML of a sheet, at a small part of the cost of reading its cells."""
    errors: set[Position] = set()
    formulas: set[Position] = set()
    far = False
    opening = b""
    for rows in _rows(stream):
        opening = opening or b"<%sf" % _prefix(rows)
        far = far or FAR.search(rows) is not None
        if b"#" in rows and ERROR_TYPE.search(rows):
            cells = (cell[1] for cell in CELL.finditer(rows))
            errors.update(map(_position, filter(ERROR_TYPE.search, cells)))
        if opening in rows:
            formulas.update(_position(cell[1]) for cell in FORMULA.finditer(rows) if _lacks(cell))
    return Marks(frozenset(errors), frozenset(formulas), far)


def extent(stream: IO[bytes]) -> Position:
    """Rows and columns up to the last cell with content, whatever size the sheet states.

    A cell without an address follows the one before it.
    """
    height = width = 0
    row = column = -1
    for rows in _rows(stream):
        for tag in OPEN.finditer(rows):
            address = ADDRESS.search(tag[2])
            if tag[1] == b"row":
                row, column = int(address[2]) - 1 if address else row + 1, -1
                continue
            row, column = _position(tag[2]) if address else (row, column + 1)
            height, width = max(height, row + 1), max(width, column + 1)
    return height, width


def _rows(stream: IO[bytes]) -> Iterator[bytes]:
    """The XML in pieces that end where a row does, so that no cell is cut."""
    piece = stream.read(CHUNK)
    closing = b"</%srow>" % _prefix(piece)
    rest = b""
    while piece:
        rest += piece
        end = rest.rfind(closing)
        if end >= 0:
            yield rest[:end]
            rest = rest[end:]
        piece = stream.read(CHUNK)
    yield rest


def _prefix(start: bytes) -> bytes:
    found = PREFIX.search(start)
    return (found[1] or b"") if found else b""


def _lacks(formula: re.Match[bytes]) -> bool:
    """Whether a formula has no value: none at all, or an empty one where no text is meant."""
    return formula[2] == b"</" or not TEXT_TYPE.search(formula[1])


def _position(attributes: bytes) -> Position:
    """Zero-based row and column of a cell from its address, such as ``AB12``."""
    address = ADDRESS.search(attributes)
    if address is None:
        raise ValueError("a cell without an address")
    column = 0
    for letter in address[1].upper():
        column = column * 26 + letter - ord("A") + 1
    return int(address[2]) - 1, column - 1
