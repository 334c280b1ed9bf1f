"""A table in which no two numbers are alike: balanced, and as varied as real ones."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from graph_service import reference
from loader.layout import FINAL_USES, Cell, Matrix
from loader.sample_constants import load_constants
from tests.loader.sheets import THREE, Sheet, build, value_added

OWN, OTHER = 0.45, 0.02  # part of the cells that are not zero, within and between provinces
KEPT = 0.85  # of output at most goes to industries
NUMBERS = [f"{number:02d}" for number in range(1, 43)]


def varied(
    provinces: Sequence[str] = THREE, *, seed: int = 1, full: float = 1.0, **layout: Any
) -> Sheet:
    """A sheet of :func:`build` with a random balanced economy; ``layout`` as there.

    ``full`` thins out the flows; below 1 a workbook of them is written and read faster.
    """
    sheet = build(provinces, **layout)
    classification = layout.get("classification", "ceads42_2017")
    scale = value_added(layout.get("year", 2017))
    fill(sheet, provinces, economy(provinces, classification, scale, seed, full))
    return sheet


def economy(
    provinces: Sequence[str], classification: str, total: float, seed: int, full: float
) -> dict[str, Matrix]:
    """Arrays in 10,000 yuan and Mt by the codes of the sheet; Z (n, n), FU (n, 5 provinces)."""
    draw = np.random.default_rng(seed)
    constants = load_constants(2017, classification)
    chosen = [reference.codes("provinces").index(province) for province in provinces]
    shares = constants.sector["value_added_share"] / constants.sector["value_added_ratio"]
    x = np.outer(constants.gdp[chosen], shares).ravel()
    x *= np.exp(0.4 * draw.standard_normal(x.size))
    n, m = x.size, len(provinces) * len(FINAL_USES)
    own = np.arange(n)[:, None] // 42 == np.arange(n) // 42
    there = draw.random((n, n)) < full * np.where(own, OWN, OTHER)
    there |= np.eye(n, dtype=bool)
    weights = np.where(there, np.exp(1.2 * draw.standard_normal((n, n))), 0) * x[:, None]
    flows = weights / np.maximum(weights.sum(axis=0), 1e-9) * 0.55 * x
    flows *= np.minimum(1, KEPT * x / np.maximum(flows.sum(axis=1), 1e-9))[:, None]
    error = 0.01 * x * draw.uniform(-1, 1, n)
    exports = 0.05 * x * draw.random(n)
    uses = np.where(draw.random((n, m)) < 0.3, draw.random((n, m)), 0) + 1e-3
    uses[:, 4::5] = 0
    left = x - flows.sum(axis=1) - error - exports
    uses *= (left / uses.sum(axis=1))[:, None]
    uses[:, 4::5] = 0.01 * x[:, None] * draw.standard_normal((n, len(provinces))) / len(provinces)
    imports = 0.05 * x * draw.random(n)
    scale = total / (x - flows.sum(axis=0) - imports).sum()
    flows, uses, exports, error, imports = (
        scale * a for a in (flows, uses, exports, error, imports)
    )
    final = uses.sum(axis=1) + exports
    output = flows.sum(axis=1) + final + error
    added = output - flows.sum(axis=0) - imports
    parts = np.array([0.5, -0.02, 0.15])[:, None] * added
    carbon = np.tile(constants.sector["co2_share"], len(provinces)) * output
    carbon /= output.reshape(-1, 42).sum(axis=0)[np.arange(n) % 42]
    carbon *= total / 1e8 * 113 * np.exp(0.2 * draw.standard_normal(n)) / carbon.sum()
    return {
        **{"Z": flows, "FU": uses, "EX": exports, "TFU": final, "ERR": error, "GO": output},
        **{"IM": imports, "TII": output - added, "TVA": added, "TI": output, "CO2": carbon},
        **{f"VA00{k + 1}": part for k, part in enumerate((*parts, added - parts.sum(axis=0)))},
        "IM-FU": uses.sum(axis=0).clip(0) * 0.03,
    }


def fill(sheet: Sheet, provinces: Sequence[str], arrays: dict[str, Matrix]) -> None:
    """Write the arrays over the numbers of a sheet; zero is left blank."""
    industries = [(province, number) for province in provinces for number in NUMBERS]
    uses = [(province, use) for province in provinces for use in FINAL_USES]
    columns = [sheet.column[industry] for industry in industries]
    use_columns = [sheet.column[use] for use in uses]
    totals = [sheet.column["", code] for code in ("EX", "TFU", "ERR", "GO")]
    for i, industry in enumerate(industries):
        values = [arrays["Z"][i], arrays["FU"][i], *(arrays[c][[i]] for c in ("EX", "TFU"))]
        values += [arrays[c][[i]] for c in ("ERR", "GO")]
        _put(sheet.rows[sheet.row[industry]], (*columns, *use_columns, *totals), values)
    for code in ("IM", "TII", "VA001", "VA002", "VA003", "VA004", "TVA", "TI", "CO2"):
        if ("", code) in sheet.row:
            _put(sheet.rows[sheet.row["", code]], columns, [arrays[code]])
    _put(sheet.rows[sheet.row["", "IM"]], use_columns, [arrays["IM-FU"]])


def _put(row: list[Cell], columns: Sequence[int], values: Sequence[Matrix]) -> None:
    for column, value in zip(columns, np.concatenate(values).tolist(), strict=True):
        row[column] = value or ""
