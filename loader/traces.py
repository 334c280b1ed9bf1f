"""Which numbers of a table were changed, told by what its accounting identities leave over.

A change d of one number puts every identity that holds it off by d, and no other one. So a
residue that is 99 % of a number says that this number is 100 times too large; two identities
off by the same amount name the number that both hold; and flows that were changed or moved put
rows and columns off by the same total. Money in million CNY, n industries.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from loader.balances import (
    DOMESTIC,
    FINAL_USE,
    INPUT,
    INPUT_OUTPUT,
    ROW,
    VALUE_ADDED,
    is_off,
    standing_out,
)
from loader.layout import FINAL_USES, VALUE_ADDED_PARTS, Tables, Vector

FACTORS = (100.0, 1e4, 0.01, 1e-4)
SAME = 1e-6  # how closely amounts agree, as a share of the larger
NOISY = 1e-3  # and at most where the table itself leaves residues everywhere
COLUMN = "column"  # the reading of the column balance that fits
SIGNS = {
    "error": {ROW: 1},
    "final_use_total": {ROW: 1, FINAL_USE: -1},
    "output": {ROW: -1, INPUT_OUTPUT: -1},
    "exports": {FINAL_USE: 1},
    "imports": {COLUMN: 1},
    "value_added": {COLUMN: 1, INPUT: 1, VALUE_ADDED: -1},
    "total_input": {COLUMN: -1, INPUT_OUTPUT: 1, INPUT: -1},
    "intermediate_input": {INPUT: 1},
}
"""Vectors (n,), the identities in which they stand, and their sign there."""
NAMES = dict(zip(SIGNS, ("ERR", "TFU", "GO", "EX", "IM", "TVA", "TI", "TII"), strict=True))
BY_COLUMN = (COLUMN, INPUT, VALUE_ADDED, INPUT_OUTPUT)
Cell = tuple[str, tuple[int, ...]]


@dataclass(frozen=True)
class Trace:
    """Numbers that were changed: of ``rows``, of ``columns``, or where both of their crossing.

    ``change`` is what was added in all, ``factor`` the slip of units where it is one, ``cell``
    the number's array and index where it is a single one.
    """

    code: str
    what: str
    rows: tuple[int, ...] = ()
    columns: tuple[int, ...] = ()
    change: float = 0.0
    factor: float | None = None
    cell: Cell | None = None


@dataclass(frozen=True)
class _Candidate:
    """Numbers (n,) that may have slipped together, as they enter an identity."""

    what: str
    values: Vector
    field: str = ""
    sign: int = 1
    before: tuple[int, ...] = ()  # index of the array before and after the industry
    after: tuple[int, ...] = ()

    def cell(self, industry: int) -> Cell | None:
        return (self.field, (*self.before, industry, *self.after)) if self.field else None


class _Accounts:
    """The residues of a table, which of them stand out, and which are explained by now."""

    def __init__(self, tables: Tables, left: dict[str, Vector], column: str) -> None:
        self.tables = tables
        self.with_imports = column == DOMESTIC
        names = (ROW, COLUMN, FINAL_USE, INPUT_OUTPUT, INPUT, VALUE_ADDED)
        self.residue = {name: left[column if name == COLUMN else name] for name in names}
        self.out = {name: standing_out(r, tables).tolist() for name, r in self.residue.items()}
        self.slack = {name: 3 * float(np.median(np.abs(r))) for name, r in self.residue.items()}

    def agree(self, name: str, one: Vector, other: Vector) -> bool:
        """Whether amounts are the same, as closely as this table closes."""
        size = np.abs(other)
        return bool(
            np.all(np.abs(one - other) <= SAME * size + np.minimum(self.slack[name], NOISY * size))
        )

    def explain(self, name: str, industries: Sequence[int]) -> None:
        """Take industries from those whose identity is off without a reason."""
        self.out[name] = [i for i in self.out[name] if i not in set(industries)]


def traces(tables: Tables, left: dict[str, Vector], column: str) -> Iterator[Trace]:
    """Changes that explain the residues ``left``; ``column`` is the column identity that fits."""
    accounts = _Accounts(tables, left, column)
    yield from _exchanged(accounts)
    yield from _shared(accounts)
    seen: set[tuple[str, tuple[int, ...]]] = set()
    for name in accounts.residue:
        slip = _slip(accounts, name)
        if slip is not None:
            accounts.explain(name, (*slip.rows, *slip.columns))
            if (slip.what, slip.rows + slip.columns) not in seen:
                yield slip
            seen.add((slip.what, slip.rows + slip.columns))
    yield from _flows(accounts)


def _exchanged(accounts: _Accounts) -> Iterator[Trace]:
    """Total inputs that are the outputs of other industries: columns or rows were exchanged."""
    tables, off = accounts.tables, accounts.out[INPUT_OUTPUT]
    if len(off) < 2:
        off = np.flatnonzero(is_off(accounts.residue[INPUT_OUTPUT], tables)).tolist()
    inputs, outputs = np.sort(tables.total_input[off]), np.sort(tables.output[off])
    if len(off) >= 2 and accounts.agree(INPUT_OUTPUT, inputs, outputs):
        change = float(np.abs(accounts.residue[INPUT_OUTPUT][off]).sum() / 2)
        yield Trace("lines_exchanged", "TI in another order than GO", (), tuple(off), change)


def _shared(accounts: _Accounts) -> Iterator[Trace]:
    """One number that puts its two or three identities off by the same amount, and no other."""
    for field, signs in SIGNS.items():
        if len(signs) < 2:
            continue
        for i in sorted(set.intersection(*(set(accounts.out[name]) for name in signs))):
            changes = np.array([sign * accounts.residue[name][i] for name, sign in signs.items()])
            others = (accounts.out[name] for name in accounts.out if name not in signs)
            first = np.full(changes.size, changes[0])
            if any(i in out for out in others) or not accounts.agree(ROW, changes, first):
                continue
            value = getattr(accounts.tables, field)[[i]]
            factors = [f for f in FACTORS if accounts.agree(ROW, value * (1 - 1 / f), first[:1])]
            yield _trace(
                NAMES[field],
                field not in ("output", "final_use_total"),
                (i,),
                changes[0],
                factors[0] if factors else None,
                (field, (i,)),
            )
            for name in signs:
                accounts.explain(name, [i])


def _trace(
    what: str,
    by_column: bool,
    industries: tuple[int, ...],
    change: float,
    factor: float | None,
    cell: Cell | None,
) -> Trace:
    code = "slip_of_units" if factor else "changed_number"
    rows, columns = ((), industries) if by_column else (industries, ())
    return Trace(code, what, rows, columns, float(change), factor, cell)


def _slip(accounts: _Accounts, name: str) -> Trace | None:
    """Numbers of one identity that are 100 or 10,000 times too large or too small.

    Tried for the industries that stand out, else for all that are off: a whole line of the sheet.
    """
    residue = accounts.residue[name]
    chosen = accounts.out[name] or np.flatnonzero(is_off(residue, accounts.tables)).tolist()
    if not chosen:
        return None
    for candidate in _candidates(accounts, name):
        for factor in FACTORS:
            slipped = candidate.values[chosen] * (1 - 1 / factor)
            if accounts.agree(name, slipped, residue[chosen]):
                cell = candidate.cell(chosen[0]) if len(chosen) == 1 else None
                change = candidate.sign * residue[chosen].sum()
                by_column = name in BY_COLUMN and candidate.what != "GO"
                return _trace(candidate.what, by_column, tuple(chosen), change, factor, cell)
    return None


def _candidates(accounts: _Accounts, name: str) -> Iterator[_Candidate]:
    """What stands in an identity: its totals, and the flows and uses of each province."""
    tables, n = accounts.tables, accounts.tables.output.size
    for field, signs in SIGNS.items():
        if name in signs and (field != "imports" or accounts.with_imports):
            sign = signs[name]
            yield _Candidate(NAMES[field], sign * getattr(tables, field), field, sign)
    if name == VALUE_ADDED:
        for k, part in enumerate(VALUE_ADDED_PARTS):
            yield _Candidate(part, tables.value_added_parts[k], "value_added_parts", before=(k,))
    if name in (ROW, COLUMN):
        flows = tables.flows if name == ROW else tables.flows.T
        yield _Candidate("flows", flows.sum(axis=1))
        blocks = flows.reshape(n, len(tables.provinces), -1).sum(axis=2)
        for province, values in zip(tables.provinces, blocks.T, strict=True):
            yield _Candidate(f"flows {'to' if name == ROW else 'from'} {province}", values)
    if name == FINAL_USE:
        yield _Candidate("final use", tables.final_use.sum(axis=1))
        for k, values in enumerate(tables.final_use.T):
            buyer, use = divmod(k, len(FINAL_USES))
            what = f"{FINAL_USES[use]} of {tables.provinces[buyer]}"
            yield _Candidate(what, values, "final_use", after=(k,))
        uses = tables.final_use.reshape(n, len(tables.provinces), -1).sum(axis=2)
        for province, values in zip(tables.provinces, uses.T, strict=True):
            yield _Candidate(f"final use of {province}", values)


def _flows(accounts: _Accounts) -> Iterator[Trace]:
    """Flows that were changed or moved: all rows and all columns are off by the same total."""
    rows, columns = accounts.out[ROW], accounts.out[COLUMN]
    lines = len(rows) + len(columns)
    if lines < 2 or lines > accounts.tables.output.size:
        return
    given, got = accounts.residue[ROW][rows], accounts.residue[COLUMN][columns]
    size = float(np.abs(given).sum() + np.abs(got).sum())
    slack = (accounts.slack[ROW] + accounts.slack[COLUMN]) * lines
    if abs(given.sum() - got.sum()) > SAME * size + min(slack, NOISY * size):
        return
    single = len(rows) == len(columns) == 1
    cell: Cell | None = ("flows", (rows[0], columns[0])) if single else None
    change = float(given.sum())
    yield Trace("changed_number", "flows", tuple(rows), tuple(columns), change, None, cell)
