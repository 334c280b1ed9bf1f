"""Codes along one direction of a sheet: blocks of provinces, and rows or columns of totals."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from graph_service.errors import SourceDefect
from loader import labels
from loader.layout import Cell, RawSheet

ONLY_FULL = "only tables of 31 provinces x 42 sectors are loaded"
LAYOUT_HINT = "codes stand in the row above the data and in the column left of it, each once"


@dataclass(frozen=True)
class Axis:
    """One direction of the sheet: how to read codes and labels along it, and to name a place."""

    sheet: RawSheet
    by_row: bool
    code_line: int
    label_line: int

    def cell(self, index: int, line: int) -> Cell:
        """The cell at ``index`` along the axis and ``line`` across it."""
        return self.sheet.rows[index][line] if self.by_row else self.sheet.rows[line][index]

    def place(self, index: int, line: int) -> str:
        """File, sheet and cell of that position."""
        return self.sheet.place(index, line) if self.by_row else self.sheet.place(line, index)

    def address(self, index: int, line: int) -> str:
        """The cell alone, such as ``cell D5``."""
        return self.place(index, line).rsplit(" / ", 1)[-1]

    def code(self, index: int) -> str:
        """The code at ``index``."""
        return labels.code(self.cell(index, self.code_line))

    @property
    def lines(self) -> str:
        """What runs along the axis: rows or columns."""
        return "rows" if self.by_row else "columns"


def find_blocks(
    axis: Axis, positions: Sequence[int], codes: Sequence[str], provinces: Sequence[str]
) -> dict[str, list[int]]:
    """Province -> positions of its codes in the codes' order; names fill forward."""
    blocks: dict[str, dict[str, int]] = {}
    starts: dict[str, int] = {}
    current = ""
    for index in positions:
        label = labels.text(axis.cell(index, axis.label_line))
        if label or not current:
            province = _province(axis, index, label)
            if province != current and province in blocks:
                raise SourceDefect(
                    f"{label} ({province}) has a second block; the first starts at "
                    f"{axis.address(starts[province], axis.label_line)}",
                    place=axis.place(index, axis.label_line),
                    hint="each province must have one block of 42 sectors",
                )
            current = province
            blocks.setdefault(current, {})
            starts.setdefault(current, index)
        _add_code(axis, index, codes, blocks[current], current)
    _complete(axis, blocks, starts, codes, provinces)
    return {province: [found[code] for code in codes] for province, found in blocks.items()}


def _province(axis: Axis, index: int, label: str) -> str:
    province = labels.province(label)
    if province is not None:
        return province
    near = labels.similar_province(label)
    raise SourceDefect(
        f"expected the name of a province, found {label!r}"
        if label
        else "expected the name of a province, found a blank cell",
        place=axis.place(index, axis.label_line),
        hint=f"did you mean {near}?" if near else "spellings: data/reference/provinces.csv",
    )


def _add_code(
    axis: Axis, index: int, codes: Sequence[str], found: dict[str, int], province: str
) -> None:
    code = axis.code(index)
    if code not in codes:
        raise SourceDefect(
            f"expected a code from {codes[0]} to {codes[-1]}, found {code!r}",
            place=axis.place(index, axis.code_line),
            hint=ONLY_FULL,
        )
    if code in found:
        first = axis.address(found[code], axis.code_line)
        raise SourceDefect(
            f"code {code} stands a second time in the block of {province}, first at {first}",
            place=axis.place(index, axis.code_line),
            hint="a code is doubled, or the name of the next province is missing at "
            + axis.address(index, axis.label_line),
        )
    found[code] = index


def _complete(
    axis: Axis,
    blocks: dict[str, dict[str, int]],
    starts: dict[str, int],
    codes: Sequence[str],
    provinces: Sequence[str],
) -> None:
    what = f"{axis.lines} {codes[0]}..{codes[-1]}"
    for province, found in blocks.items():
        missing = [code for code in codes if code not in found]
        if missing:
            raise SourceDefect(
                f"the {what} of {province} lack code {', '.join(missing[:5])}"
                + (f" and {len(missing) - 5} more" if len(missing) > 5 else ""),
                place=axis.place(starts[province], axis.label_line),
                hint=ONLY_FULL,
            )
    absent = [province for province in provinces if province not in blocks]
    if absent:
        raise SourceDefect(
            f"expected {what} of {len(provinces)} provinces, found {len(blocks)}; "
            f"missing: {', '.join(absent)}",
            place=axis.sheet.place(),
            hint=ONLY_FULL,
        )
    surplus = [province for province in blocks if province not in provinces]
    if surplus:
        raise SourceDefect(
            f"province {surplus[0]} is not expected here",
            place=axis.place(starts[surplus[0]], axis.label_line),
        )


def check_same_order(
    one: tuple[str, Iterable[str]], other: tuple[str, Iterable[str]], sheet: RawSheet
) -> None:
    """Refuse a sheet that names the provinces in different order along two of its lines."""
    (one_name, first), (other_name, second) = one, other
    for number, (left, right) in enumerate(zip(first, second, strict=True), start=1):
        if left != right:
            raise SourceDefect(
                f"{one_name} and {other_name} list the provinces in different order: "
                f"block {number} is {left} in the {one_name}, {right} in the {other_name}",
                place=sheet.place(),
                hint="restore the order of the published workbook",
            )


def find_single(axis: Axis, positions: Iterable[int], codes: Sequence[str]) -> dict[str, int]:
    """Position of each code that must stand exactly once."""
    found: dict[str, int] = {}
    for index in positions:
        code = axis.code(index)
        if code in codes and code in found:
            first = axis.address(found[code], axis.code_line)
            raise SourceDefect(
                f"code {code} stands a second time, first at {first}",
                place=axis.place(index, axis.code_line),
                hint="remove the surplus one",
            )
        if code in codes:
            found[code] = index
    missing = [code for code in codes if code not in found]
    if missing:
        raise SourceDefect(
            f"{axis.lines} lack code {', '.join(missing)}",
            place=axis.sheet.place(**{"column" if axis.by_row else "row": axis.code_line}),
            hint=LAYOUT_HINT,
        )
    return found
