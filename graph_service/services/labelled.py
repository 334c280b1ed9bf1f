"""Matrices and vectors of an edition's input-output system, with their labels."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from graph_service.analysis.accounts import footprints
from graph_service.analysis.leontief import Matrix, System, Vector
from graph_service.errors import BadParameter, NotFound
from graph_service.graph import Graph
from graph_service.services.matrices import EditionArrays
from graph_service.services.subjects import position
from graph_service.services.systems import EditionSystem, edition_system

Record = dict[str, Any]
MONEY, PER_MONEY = "million CNY", "{} per million CNY"


@dataclass(frozen=True)
class Kind:
    """What a matrix or vector is: formula, unit ({} is that of the pressure), how to get it.

    ``uses`` says that the columns are final uses; ``direct`` that an unknown amount of an
    industry makes its own row unknown; ``wide`` tells a matrix from a vector.
    """

    formula: str
    unit: str
    of: Callable[[System], Matrix]
    uses: bool = False
    direct: bool = False
    wide: bool = True

    @property
    def money(self) -> bool:
        """Whether no pressure is part of it."""
        return "{}" not in self.unit


KINDS = {
    "Z": Kind("flows between industries", MONEY, lambda s: s.flows),
    "A": Kind("Z diag(x)^-1", "1", lambda s: s.input_coefficients),
    "B": Kind("diag(x)^-1 Z", "1", lambda s: s.allocation_coefficients),
    "L": Kind("(I - A)^-1", "1", lambda s: s.leontief_inverse),
    "G": Kind("(I - B)^-1", "1", lambda s: s.ghosh_inverse),
    "Y": Kind("final use", MONEY, lambda s: s.final_use, uses=True),
    "F": Kind("diag(s) L Y", "{}", footprints, uses=True, direct=True),
    "x": Kind("output", MONEY, lambda s: s.output, wide=False),
    "y": Kind("Y1 = x - Z1", MONEY, lambda s: s.total_final_use, wide=False),
    "pi": Kind("x - Z'1", MONEY, lambda s: s.primary_inputs, wide=False),
    "e": Kind("direct amounts", "{}", lambda s: s.emissions, direct=True, wide=False),
    "s": Kind("e / x", PER_MONEY, lambda s: s.intensities, direct=True, wide=False),
    "M": Kind("s'L", PER_MONEY, lambda s: s.multipliers, wide=False),
    "Gs": Kind("G s", PER_MONEY, lambda s: s.enabled, wide=False),
}


@dataclass(frozen=True)
class Part:
    """A whole matrix as a table (its first columns are labels), or flat rows of a part of one."""

    rows: list[Record] | pa.Table
    total: int
    meta: Record


def matrix(
    graph: Graph,
    edition: str,
    name: str,
    *,
    row: str | None = None,
    col: str | None = None,
    limit: int | None = None,
    co2_source: str | None = None,
    pressure: str | None = None,
) -> Part:
    """A matrix or vector of the system by its symbol, whole or one row or column of it.

    The whole is a table of one row an industry: ``province``, ``sector``, then a column for each
    label such as ``GD/c17e``. A vector, a row, a column or a cell comes as flat rows of
    ``province, sector`` or ``from_..., to_...`` and ``value``.

    Args:
        row: an industry, such as ``GD/c17e``.
        col: an industry, or for Y and F a final use: ``GD/FU101``, ``EX``, ``ERR``.
        limit: most rows.

    Raises:
        NotFound: no such edition, symbol, row or column.
        BadParameter: a column of a vector, or no emissions.
    """
    kind = _kind(name)
    if kind.money and (co2_source or pressure):
        raise BadParameter(
            f"{name} is of money: it has no co2_source and no pressure",
            hint=f"Matrices with one: {', '.join(k for k, v in KINDS.items() if not v.money)}.",
        )
    found = edition_system(
        graph, edition, co2_source=co2_source, account=pressure, money=kind.money
    )
    values = kind.of(found.system)
    if kind.direct and not found.known.all():
        known = found.known if values.ndim == 1 else found.known[:, None]
        values = np.where(known, values, np.nan)
    rows, total = (
        _vector(found, values, row, col, limit)
        if values.ndim == 1
        else _part(found, values, kind, row, col, limit)
    )
    meta: Record = {"matrix": name, "formula": kind.formula, "row": row, "col": col}
    meta["unit"] = kind.unit.format(found.pressure.unit)
    meta["shape"] = list(values.shape)
    told = found.money_provenance if kind.money else found.pressure.told | found.provenance
    return Part(rows, total, told | meta)


def is_wide(name: str) -> bool:
    """Whether a symbol is a matrix, not a vector; raises ``NotFound`` for none of ours."""
    return _kind(name).wide


def _kind(name: str) -> Kind:
    if name not in KINDS:
        raise NotFound(f"there is no matrix {name!r}", hint=f"Matrices: {', '.join(KINDS)}.")
    return KINDS[name]


def _vector(
    found: EditionSystem, values: Vector, row: str | None, col: str | None, limit: int | None
) -> tuple[list[Record], int]:
    if col is not None:
        raise BadParameter("a vector has no columns", hint="Ask for a row, or for all of it.")
    chosen = range(len(values)) if row is None else [position(found.arrays, row)]
    rows = [_industry(found.arrays, i, "") | _value(values[i]) for i in chosen[:limit]]
    return rows, len(chosen)


def _part(
    found: EditionSystem,
    values: Matrix,
    kind: Kind,
    row: str | None,
    col: str | None,
    limit: int | None,
) -> tuple[list[Record] | pa.Table, int]:
    n, m = values.shape
    if row is None and col is None:
        return _table(found, values[:limit], kind), n
    across = range(m) if col is None else [_column(found, kind, col)]
    down = range(n) if row is None else [position(found.arrays, row)]
    cells = [(i, j) for i in down for j in across]
    rows = [
        _industry(found.arrays, i, "from_") | _target(found, kind, j) | _value(values[i, j])
        for i, j in cells[:limit]
    ]
    return rows, len(cells)


def _table(found: EditionSystem, values: Matrix, kind: Kind) -> pa.Table:
    """Wide: the labels of the rows, then one column for each column of the matrix."""
    arrays, n = found.arrays, len(values)
    m = len(arrays.sectors)
    columns: dict[str, Any] = {
        "province": [arrays.provinces[i // m] for i in range(n)],
        "sector": [arrays.sectors[i % m] for i in range(n)],
    }
    labels = [id.partition("/")[2] for id in arrays.ids]
    if kind.uses:
        labels = [_use(category, place) for category, place in found.uses]
    for label, column in zip(labels, values.T, strict=True):
        columns[label] = pa.array(column, from_pandas=True)  # NaN, no data, becomes null
    return pa.table(columns)


def _column(found: EditionSystem, kind: Kind, col: str) -> int:
    if not kind.uses:
        return position(found.arrays, col)
    labels = [_use(category, place) for category, place in found.uses]
    if col not in labels:
        raise NotFound(
            f"edition {found.arrays.edition} has no final use {col!r}",
            hint=f"Write it as province/category or EX, for example {labels[0]}.",
        )
    return labels.index(col)


def _use(category: str, place: str | None) -> str:
    return f"{place}/{category}" if place else category


def _target(found: EditionSystem, kind: Kind, column: int) -> Record:
    if not kind.uses:
        return _industry(found.arrays, column, "to_")
    category, place = found.uses[column]
    return {"to_province": place or category, "category": category}


def _industry(arrays: EditionArrays, i: int, prefix: str) -> Record:
    m = len(arrays.sectors)
    return {
        f"{prefix}province": arrays.provinces[i // m],
        f"{prefix}sector": arrays.sectors[i % m],
    }


def _value(value: float) -> Record:
    return {"value": None if np.isnan(value) else float(value)}
