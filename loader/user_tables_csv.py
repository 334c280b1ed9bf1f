"""A user's CSV file as rows of named cells, however a spreadsheet program wrote it.

UTF-8 (with or without a mark) or GB18030; comma, semicolon or tab; comment lines above the header.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from graph_service.errors import SourceDefect

SEPARATORS = {",": "comma", ";": "semicolon", "\t": "tab"}
SHOWN = 5
UTF_16 = (b"\xff\xfe", b"\xfe\xff")
MARK = b"\xef\xbb\xbf"
SYMBOLS = frozenset(map(chr, (*range(0xA0, 0xC0), 0xD7, 0xF7)))  # such as ² and ×

T = TypeVar("T")


class RowFault(Exception):
    """What is wrong in one row: the column, expected and found, and what to do."""

    def __init__(self, column: str, message: str, hint: str) -> None:
        super().__init__(message)
        self.column, self.message, self.hint = column, message, hint


@dataclass(frozen=True)
class Line:
    """One row; ``number`` as a spreadsheet counts it, from 1 at the top of the file."""

    number: int
    cells: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")


@dataclass(frozen=True)
class Opening:
    """What stands above the data: comments, and the names of the columns."""

    note: str
    header: tuple[str, ...]
    separator: str
    row: int  # of the header, from 1


@dataclass(frozen=True)
class UserCsv:
    """A whole file: ``lines`` are the rows below the header that hold anything."""

    file_name: str
    opening: Opening
    encoding: str
    lines: tuple[Line, ...]
    blank: tuple[int, ...]

    def place(self, row: int | None = None, column: str = "") -> str:
        """Where in the file: ``file.csv / row 7 / column amount``."""
        parts = [self.file_name]
        parts += [f"row {row}"] if row else []
        parts += [f"column {column}"] if column else []
        return " / ".join(parts)

    def read(
        self, read_row: Callable[[Line], T], key: Callable[[T], tuple[object, ...]]
    ) -> tuple[T, ...]:
        """Every row as ``read_row`` makes it. No two may have one ``key``.

        Raises SourceDefect at the first row that is wrong, naming the next ones too.
        """
        rows: list[T] = []
        faults: list[tuple[int, RowFault]] = []
        seen: dict[tuple[object, ...], int] = {}
        for line in self.lines:
            try:
                row = read_row(line)
                known = key(row)
                if known in seen:
                    raise RowFault(
                        "",
                        f"expected one row for {', '.join(map(str, known))}, "
                        f"found it in row {seen[known]} already",
                        "remove one of the two rows",
                    )
            except RowFault as fault:
                faults.append((line.number, fault))
                continue
            seen[known] = line.number
            rows.append(row)
        if faults:
            raise self._defect(faults)
        return tuple(rows)

    def _defect(self, faults: Sequence[tuple[int, RowFault]]) -> SourceDefect:
        (number, first), *others = faults
        more = ", ".join(str(row) for row, _ in others[:SHOWN])
        if others:
            dots = ", ..." if len(others) > SHOWN else ""
            more = f" (rows with something wrong besides: {len(others)}, see {more}{dots})"
        return SourceDefect(
            first.message + more, place=self.place(number, first.column), hint=first.hint
        )


@dataclass
class Agreement:
    """Values that every row on one thing must share, such as the unit of an account."""

    said: dict[tuple[str, str], tuple[str, int]] = field(default_factory=dict)

    def check(self, line: Line, thing: str, *columns: str) -> None:
        """Raise RowFault where a filled cell differs from an earlier row on the same thing."""
        for column in columns:
            value = line[column]
            first, row = self.said.setdefault((thing, column), (value, line.number))
            if not first:
                self.said[thing, column] = (value, line.number)
            elif value and value != first:
                raise RowFault(
                    column,
                    f"expected {first!r} as in row {row}, found {value!r}",
                    f"write the same {column} in every row{f' of {thing}' if thing else ''}",
                )

    def get(self, thing: str, column: str) -> str:
        """What the rows on a thing say; empty where none says anything."""
        return self.said.get((thing, column), ("", 0))[0]


def opening(text: str, known: frozenset[str]) -> Opening | None:
    """The comments and the header of a file, None where nothing but comments is there.

    The separator is the one that finds most of the ``known`` names.
    """
    note: list[str] = []
    for number, line in enumerate(io.StringIO(text, newline=""), 1):
        plain = line.strip(' \t\r\n",;\ufeff')
        if plain.startswith("#"):
            note.append(plain.lstrip("# "))
        elif plain:
            headers = [(_cells(line, separator), separator) for separator in SEPARATORS]
            header, separator = max(headers, key=lambda found: len(known.intersection(found[0])))
            return Opening(" ".join(filter(None, note)), header, separator, number)
    return None


def _cells(line: str, separator: str) -> tuple[str, ...]:
    try:
        cells = next(csv.reader([line.lstrip("\ufeff")], delimiter=separator))
    except csv.Error:
        return ()
    named = [cell.strip() for cell in cells]
    while named and not named[-1]:
        named.pop()
    return tuple(named)


def head(data: bytes) -> str:
    """The first bytes of a file as text in which ASCII names can be found."""
    if data.startswith(UTF_16):
        return data.decode("utf-16", errors="replace")
    return data.removeprefix(MARK).decode("latin-1")


def read_csv(data: bytes, file_name: str, known: frozenset[str]) -> UserCsv:
    """All rows of a file whose header is known to be there. Raises SourceDefect for broken CSV."""
    text, encoding = _decoded(data, file_name)
    top = opening(text, known)
    if top is None:
        raise SourceDefect(
            "expected a header row, found none", place=file_name, hint="start from a template"
        )
    lines, blank = [], []
    for number, cells in _records(text, top, file_name):
        if any(cells):
            lines.append(_line(number, cells, top.header, file_name))
        else:
            blank.append(number)
    return UserCsv(file_name, top, encoding, tuple(lines), tuple(blank))


def _records(text: str, top: Opening, file_name: str) -> Iterator[tuple[int, list[str]]]:
    stream = io.StringIO(text, newline="")
    for _ in range(top.row):
        next(stream)
    number = top.row
    try:
        for cells in csv.reader(stream, delimiter=top.separator, strict=True):
            number += 1
            yield number, [cell.strip() for cell in cells]
    except csv.Error as error:
        raise SourceDefect(
            f"expected cells between {SEPARATORS[top.separator]}s, quotes in pairs; found {error}",
            place=f"{file_name} / row {number + 1}",
            hint="open the file in a spreadsheet and save it as CSV anew",
        ) from error


def _line(number: int, cells: list[str], header: tuple[str, ...], file_name: str) -> Line:
    beyond = [cell for cell in cells[len(header) :] if cell]
    if beyond:
        raise SourceDefect(
            f"expected {len(header)} cells, found {len(cells)}: {beyond[0]!r} has no column",
            place=f"{file_name} / row {number}",
            hint="put a text that holds the separator between double quotes",
        )
    return Line(number, dict(zip(header, cells, strict=False)))


def _decoded(data: bytes, file_name: str) -> tuple[str, str]:
    """Text and encoding. GB18030 is what Excel in China writes as plain CSV."""
    hint = "save the file as CSV UTF-8"
    if data.startswith(UTF_16) or b"\0" in data:
        raise SourceDefect(
            "expected UTF-8 or GB18030, found UTF-16 or bytes that are no text",
            place=file_name,
            hint=hint,
        )
    try:
        text = data.decode("utf-8-sig")
        _check_told_apart(text, data, file_name)
        return text, "utf-8"
    except UnicodeDecodeError as error:
        broken = data.decode("utf-8", errors="replace")
        row = data.count(b"\n", 0, error.start) + 1
    foreign = broken.count("\ufffd")
    try:
        if sum(sign > "\x7f" for sign in broken) < 2 * foreign:
            return data.decode("gb18030").lstrip("\ufeff"), "gb18030"
    except UnicodeDecodeError as error:
        row = data.count(b"\n", 0, error.start) + 1
    raise SourceDefect(
        "expected UTF-8 or GB18030 text, found bytes that are neither",
        place=f"{file_name} / row {row}",
        hint=hint,
    )


def _check_told_apart(text: str, data: bytes, file_name: str) -> None:
    """Refuse bytes that are text in both encodings: the one sign 省 in GB18030 is ʡ in UTF-8."""
    signs = [sign for sign in text if sign > "\x7f"]
    if data.startswith(MARK) or SYMBOLS.issuperset(signs) or max(signs) > "\u07ff":
        return
    try:
        others = [sign for sign in data.decode("gb18030") if sign > "\x7f"]
    except UnicodeDecodeError:
        return
    if all("\u4e00" <= sign <= "\u9fff" for sign in others):
        raise SourceDefect(
            f"expected one reading, found two: {signs[0]!r} in UTF-8, {others[0]!r} in GB18030",
            place=f"{file_name} / row {text[: text.index(signs[0])].count(chr(10)) + 1}",
            hint="save the file as CSV UTF-8 from Excel, which puts a mark of UTF-8 at its start",
        )
