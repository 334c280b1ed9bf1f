"""Plain numbers straight from a sheet's XML into arrays, many thousand cells at a time.

A plain number is written ``<c r="AB12"><v>0.5</v></c>``, with or without a style that shows
numbers and a type ``n``. Every other cell is left in the XML for the reader of workbooks.
Rows and columns count from zero.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from loader.grid import Cells, Numbers

Bytes = npt.NDArray[np.uint8]
Places = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
Position = tuple[int, int]

COLUMN_LETTERS = 3  # XFD is the last column of Excel
ROW_DIGITS = 7
STYLE_DIGITS = 3
STYLES = 10**STYLE_DIGITS
AHEAD = 16  # no look ahead is longer


def _signs(signs: bytes) -> Flags:
    """For each byte whether it is one of the signs."""
    flags = np.zeros(256, np.bool_)
    flags[list(signs)] = True
    return flags


NAME_ENDS = _signs(b" \t\r\n/>")
CONTENT = _signs(b"vfi")  # how <v>, <f> and <is> begin, which a cell with content has


@dataclass(frozen=True)
class Piece:
    """A piece of a sheet's XML: its plain numbers, and the XML without them."""

    numbers: Numbers
    rest: bytes
    left: Cells  # those in the rest
    extent: Position  # rows and columns up to the last cell with content


def take_numbers(xml: bytes, styles: Flags) -> Piece | None:
    """Take the plain numbers out of a piece that cuts no cell.

    ``styles[k]`` tells for each of ``STYLES`` numbers whether style k surely shows numbers, and
    not dates. None where a cell does not begin with its address.
    """
    text = np.frombuffer(xml + bytes(AHEAD), np.uint8)
    tags = np.flatnonzero(text == ord("<"))
    tags = np.append(tags, [len(xml)] * 3)
    names = text[tags + 1]
    cell = np.flatnonzero((names == ord("c")) & NAME_ENDS[text[tags + 2]])
    start, value, end, close = (tags[cell + i] for i in range(4))
    rows, columns, after = _addresses(text, start + len('<c r="'))
    usual = _stands(text, start, '<c r="') & (rows >= 0) & (columns >= 0)
    usual &= _stands(text, after, '"')
    if not usual.all() or (names == ord("!")).any():  # comments may hold what looks like cells
        return None
    filled = CONTENT[names[cell + 1]]
    extent = (1 + int(rows[filled].max(initial=-1)), 1 + int(columns[filled].max(initial=-1)))
    plain = (end > value + len("<v>")) & (close - end == len("</v>"))
    plain &= _stands(text, value - 1, "><v>") & _stands(text, end, "</v></c>")
    plain &= _only_style(text, after, value, styles)
    values = _floats(xml, value[plain] + len("<v>"), end[plain])
    if values is None:
        plain[:] = False
        values = np.empty(0)
    return Piece(
        numbers=Numbers(rows[plain], columns[plain], values),
        rest=_without(xml, start[plain], end[plain] + len("</v></c>")),
        left=Cells(rows[~plain], columns[~plain]),
        extent=extent,
    )


def _stands(text: Bytes, places: Places, signs: str) -> Flags:
    """Whether the signs stand at each of the places."""
    fits = np.ones(places.size, np.bool_)
    for offset, sign in enumerate(signs):
        fits &= text[places + offset] == ord(sign)
    return fits


def _addresses(
    text: Bytes, at: Places
) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int32], Places]:
    """Rows and columns of addresses such as ``AB12``, -1 where there is none, and their ends."""
    columns, rows = np.zeros(at.size, np.int32), np.zeros(at.size, np.int32)
    sign = text[at]
    for _ in range(COLUMN_LETTERS):
        letter = (sign >= ord("A")) & (sign <= ord("Z"))
        columns = np.where(letter, columns * 26 + (sign - (ord("A") - 1)), columns)
        at = at + letter
        sign = text[at]
    for _ in range(ROW_DIGITS):
        digit = (sign >= ord("0")) & (sign <= ord("9"))
        if not digit.any():
            break
        rows = np.where(digit, rows * 10 + (sign - ord("0")), rows)
        at = at + digit
        sign = text[at]
    return rows - 1, columns - 1, at


def _only_style(text: Bytes, at: Places, value: Places, styles: Flags) -> Flags:
    """Whether after the address nothing follows but a style of numbers and the type ``n``."""
    typed = _stands(text, value - len(' t="n">'), ' t="n">')
    end = value - len(">") - len(' t="n"') * typed
    digits = end - at - len('" s=""')
    styled = (digits >= 1) & (digits <= STYLE_DIGITS) & _stands(text, at, '" s="')
    styled &= _stands(text, end - 1, '"')
    style = np.zeros(at.size, np.int32)
    for offset in range(STYLE_DIGITS):
        digit = text[at + len('" s="') + offset]
        inside = offset < digits
        styled &= ~inside | ((digit >= ord("0")) & (digit <= ord("9")))
        style = np.where(inside, style * 10 + (digit - ord("0")), style)
    plain: Flags = (end - at == len('"')) | (styled & styles[np.where(styled, style, 0)])
    return plain


def _floats(xml: bytes, start: Places, end: Places) -> npt.NDArray[np.float64] | None:
    """The texts between starts and ends as numbers; None if one of them is no number."""
    if not start.size:
        return np.empty(0)
    bounds = np.stack((start, end), axis=1, dtype=np.int32).ravel()
    every_other = np.full(start.size // 4 + 1, 0b01010101, np.uint8)  # the text between is null
    texts = pa.StringArray.from_buffers(
        bounds.size - 1, pa.py_buffer(bounds), pa.py_buffer(xml), pa.py_buffer(every_other)
    )
    try:
        values = np.frombuffer(texts.cast(pa.float64()).buffers()[1], np.float64)
    except pa.ArrowInvalid:
        return None
    values = values[: bounds.size : 2]
    return None if np.isnan(values).any() else values.copy()


def _without(xml: bytes, starts: Places, ends: Places) -> bytes:
    """The text without the spans, which follow each other mostly without a gap."""
    if not starts.size:
        return xml
    gaps = np.flatnonzero(starts[1:] != ends[:-1])
    kept = zip(
        [0, *ends[gaps].tolist(), int(ends[-1])],
        [int(starts[0]), *starts[gaps + 1].tolist(), len(xml)],
        strict=True,
    )
    return b"".join([xml[start:end] for start, end in kept])
