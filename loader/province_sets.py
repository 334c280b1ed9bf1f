"""Sets of provinces as nodes of the graph: those that we ship, and a user's own."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import pyarrow as pa

from graph_service import reference
from loader.parts import GraphTables, links

_COLUMNS = pa.schema(
    {
        "code": pa.string(),
        "position": pa.int64(),
        "shipped": pa.bool_(),
        "name_en": pa.string(),
        "name_zh": pa.string(),
        "name_zh_hant": pa.string(),
        "source": pa.string(),
    }
)


class ProvinceSet(NamedTuple):
    """A set: its code, names in en, zh and zh_hant, codes of its provinces, and who defines it."""

    code: str
    names: tuple[str, str, str]
    provinces: tuple[str, ...]
    source: str


def shipped_sets() -> tuple[ProvinceSet, ...]:
    """The sets of ``data/reference/province_sets.csv``, in its order."""
    return tuple(
        ProvinceSet(
            row["code"],
            (row["name_en"], row["name_zh"], row["name_zh_hant"]),
            tuple(row["provinces"].split("|")),
            row["source"],
        )
        for row in reference.table("province_sets")
    )


def set_tables(sets: Iterable[ProvinceSet], *, shipped: bool) -> GraphTables:
    """``province_set`` and ``includes``; a user's sets stand behind the shipped ones in lists."""
    start = 1 if shipped else 1 + len(reference.table("province_sets"))
    nodes: list[dict[str, object]] = []
    origin: list[str] = []
    target: list[str] = []
    for position, (code, (en, zh, zh_hant), provinces, source) in enumerate(sets, start):
        row = {"code": code, "position": position, "shipped": shipped, "source": source}
        nodes.append(row | {"name_en": en, "name_zh": zh, "name_zh_hant": zh_hant})
        origin += [code] * len(provinces)
        target += provinces
    return {
        "province_set": pa.Table.from_pylist(nodes, schema=_COLUMNS),
        "includes": links(origin, target),
    }


def shipped_tables() -> GraphTables:
    """The shipped sets, for the catalogue."""
    return set_tables(shipped_sets(), shipped=True)
