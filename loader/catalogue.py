"""What every graph holds before any workbook: places, sectors, classes, the data dictionary."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import pyarrow as pa

from graph_service import reference
from loader import concordance
from loader.parts import GraphTables
from loader.province_sets import shipped_tables

NAMES = ("name_en", "name_zh", "name_zh_hant")
SHORT = ("short_en", "short_zh", "short_zh_hant")
TABLES = (
    *("provinces", "province_sets", "sector_groups", "sectors", "classifications"),
    *("final_use", "quantities", *concordance.TABLES),
)


def catalogue_tables() -> GraphTables:
    """Nodes and relationships from ``data/reference``, in the order in which they load."""
    provinces, sectors = reference.table("provinces"), reference.table("sectors")
    classes = [code for code in reference.codes("classifications") if code.startswith("ceads42")]
    numbered = [
        (code, name, number)
        for name in classes
        for number, code in enumerate(reference.sector_codes(name), start=1)
    ]
    return {
        "province": _nodes(
            provinces,
            text=("code", "gb_code", "region", *NAMES),
            integer=("grid_row", "grid_col"),
            position=True,
        ),
        "sector_group": _nodes(
            reference.table("sector_groups"), text=("code", *NAMES), position=True
        ),
        "sector": _nodes(sectors, text=("code", *NAMES, *SHORT), position=True),
        "classification": _nodes(
            reference.table("classifications"),
            text=("code", *NAMES, "source"),
            integer=("sectors",),
        ),
        "quantity": _quantities(),
        "in_group": pa.table(
            {"from": [row["code"] for row in sectors], "to": [row["group"] for row in sectors]}
        ),
        "belongs_to": pa.table(
            {
                "from": [code for code, _, _ in numbered],
                "to": [name for _, name, _ in numbered],
                "number": [number for _, _, number in numbered],
            }
        ),
        **concordance.inventory_catalogue(),
        **shipped_tables(),
    }


def catalogue_hash() -> str:
    """SHA-256 of the reference tables, so that a corrected name makes a new graph."""
    digest = hashlib.sha256()
    for name in TABLES:
        digest.update((reference.FOLDER / f"{name}.csv").read_bytes())
    return digest.hexdigest()


def _nodes(
    rows: Sequence[reference.Row],
    *,
    text: tuple[str, ...],
    integer: tuple[str, ...] = (),
    position: bool = False,
) -> pa.Table:
    columns: dict[str, object] = {name: [row[name] for row in rows] for name in text}
    columns |= {name: [int(row[name]) for row in rows] for name in integer}
    if position:
        columns["position"] = [int(row["order"]) for row in rows]
    return pa.table(columns)


def _quantities() -> pa.Table:
    rows = reference.table("quantities")
    columns: dict[str, object] = {
        name: [row[name] for row in rows] for name in rows[0] if name != "indicator"
    }
    columns["indicator"] = [row["indicator"] == "true" for row in rows]
    columns["id"] = [f"{row['label']}.{row['property']}" for row in rows]
    return pa.table(columns)
