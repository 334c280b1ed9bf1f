"""One pass over the XML of a sheet: its plain numbers, and what no reader of workbooks tells.

All other cells are left for python-calamine, which knows texts, dates and the like.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count
from typing import IO

import numpy as np

from loader.grid import Cells, Numbers
from loader.sheet_numbers import Flags, Piece, Position, take_numbers

CHUNK = 1 << 20  # bytes; large against a row, small against a sheet
LEAST = 1 << 20  # bytes of plain numbers from which on it pays to take them out,
LEAST_SHARE = 0.75  # and their share of the sheet
PREFIX = re.compile(rb"<(\w+:)?worksheet\b")
START = re.compile(rb'<c r="[A-Z]+[0-9]+"')
TAG = re.compile(rb"<(?:\w+:)?(row|c)\b([^>]*)>")
FORMULA = re.compile(
    rb"<(?:\w+:)?c\b([^>]*)>\s*"
    rb"(?:<(?:\w+:)?f\b[^>]*/>|<(?:\w+:)?f\b[^>]*>[^<]*</(?:\w+:)?f\s*>)\s*"
    rb"(</|<(?:\w+:)?v\s*/>|<(?:\w+:)?v\b[^>]*></)"
)
ADDRESS = re.compile(rb"""\br=["']([A-Z]*)([0-9]*)["']""", re.IGNORECASE)
TEXT_TYPE = re.compile(rb"""\bt=["']str["']""")
ERROR_TYPE = re.compile(rb"""\bt=["']e["']""")


@dataclass(frozen=True)
class Scan:
    """What a sheet's XML holds. Positions are zero-based rows and columns."""

    extent: Position = (0, 0)  # rows and columns up to the last cell with content
    errors: frozenset[Position] = frozenset()  # cells such as #REF!
    formulas: frozenset[Position] = frozenset()  # formulas without a saved value
    split: Split | None = None  # None where the sheet is to be read whole


@dataclass(frozen=True)
class Split:
    """A sheet's plain numbers, and its XML with the cells that are left, all in column A.

    The k-th cell of ``left`` is in row k of ``rest``: the reader has no room to make for blanks.
    """

    numbers: tuple[Numbers, ...]
    rest: bytes
    left: Cells


def scan(stream: IO[bytes], styles: Flags) -> Scan:
    """Take the plain numbers out of a sheet where that pays, and search the rest of it.

    ``styles`` tells which styles show numbers: see :func:`take_numbers`. Raises ValueError for
    an address that is none.
    """
    pieces: list[Piece] = []
    errors: set[Position] = set()
    formulas: set[Position] = set()
    prefix = _prefix(stream)
    usual, size = not prefix, 0
    for xml in _pieces(stream, prefix):
        size += len(xml)
        piece = take_numbers(xml, styles) if usual else None
        errors.update(_errors(piece.rest if piece else xml))
        formulas.update(_formulas(piece.rest if piece else xml))
        if piece:
            pieces.append(piece)
        else:
            usual = False
            pieces.clear()
    if not usual:
        stream.seek(0)
    return Scan(
        extent=_furthest(pieces) if usual else _extent(stream, prefix),
        errors=frozenset(errors),
        formulas=frozenset(formulas),
        split=_split(pieces, size) if usual else None,
    )


def _furthest(pieces: Sequence[Piece]) -> Position:
    rows, columns = zip(*(piece.extent for piece in pieces), strict=True)
    return max(rows), max(columns)


def _split(pieces: Sequence[Piece], size: int) -> Split | None:
    """The pieces put together; None where so many cells are left that it does not pay."""
    taken = size - sum(len(piece.rest) for piece in pieces)
    if taken < LEAST or taken < LEAST_SHARE * size:
        return None
    rows = count(1)
    return Split(
        numbers=tuple(piece.numbers for piece in pieces),
        rest=START.sub(
            lambda _: b'<c r="A%d"' % next(rows), b"".join(piece.rest for piece in pieces)
        ),
        left=Cells(
            np.concatenate([piece.left.rows for piece in pieces]),
            np.concatenate([piece.left.columns for piece in pieces]),
        ),
    )


def _prefix(stream: IO[bytes]) -> bytes:
    """What stands before every name, such as ``x:``."""
    found = PREFIX.search(stream.read(CHUNK))
    stream.seek(0)
    return (found[1] or b"") if found else b""


def _pieces(stream: IO[bytes], prefix: bytes) -> Iterator[bytes]:
    """The XML in pieces that end where a row does, so that no cell is cut."""
    rest = b""
    while piece := stream.read(CHUNK):
        rest += piece
        end = rest.rfind(b"</%srow>" % prefix)
        if end >= 0:
            yield rest[:end]
            rest = rest[end:]
    yield rest


def _errors(xml: bytes) -> Iterator[Position]:
    if b't="e"' in xml or b"t='e'" in xml:
        tags = (tag[2] for tag in TAG.finditer(xml))
        yield from map(_position, filter(ERROR_TYPE.search, tags))


def _formulas(xml: bytes) -> Iterator[Position]:
    """Formulas without a value: none at all, or an empty one where no text is meant."""
    if b"<f" in xml or b":f" in xml:
        for cell in FORMULA.finditer(xml):
            if cell[2] == b"</" or not TEXT_TYPE.search(cell[1]):
                yield _position(cell[1])


def _extent(stream: IO[bytes], prefix: bytes) -> Position:
    """Rows and columns up to the last cell with content, whatever size the sheet states.

    A cell without an address follows the one before it.
    """
    height = width = 0
    row = column = -1
    for xml in _pieces(stream, prefix):
        for tag in TAG.finditer(xml):
            name, attributes = tag.groups()
            address = ADDRESS.search(attributes)
            if name == b"row":
                row, column = int(address[2]) - 1 if address else row + 1, -1
                continue
            row, column = _position(attributes) if address else (row, column + 1)
            if not attributes.endswith(b"/"):
                height, width = max(height, row + 1), max(width, column + 1)
    return height, width


def _position(attributes: bytes) -> Position:
    """Zero-based row and column of a cell from its address, such as ``AB12``."""
    address = ADDRESS.search(attributes)
    if address is None:
        raise ValueError("a cell without an address")
    column = 0
    for letter in address[1].upper():
        column = column * 26 + letter - ord("A") + 1
    return int(address[2]) - 1, column - 1
