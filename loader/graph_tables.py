"""From one edition's matrices to the node and relationship tables of the graph."""

from __future__ import annotations

import json
from dataclasses import asdict, fields
from datetime import UTC, datetime
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from graph_service import reference
from graph_service.analysis.backbone import top_share
from graph_service.analysis.carbon_cover import weigh
from graph_service.analysis.centrality import network_metrics
from graph_service.analysis.indicators import exchange, intensity, own_blocks
from graph_service.analysis.leontief import System
from graph_service.analysis.quality import Quality, quality
from loader.layout import FINAL_USES, SECTORS, Tables
from loader.parts import GraphTables, links, source_id

LOADER_VERSION = "4"

RUN_SCHEMA = pa.schema(
    {
        **dict.fromkeys(("id", "edition", "province", "method", "parameters"), pa.string()),
        **dict.fromkeys(("code_version", "created_at"), pa.string()),
        **{
            figure.name: pa.int64() if figure.type == "int" else pa.float64()
            for figure in fields(Quality)
        },
        **dict.fromkeys(("proof_covered", "proof_bound", "proof_gap"), pa.float64()),
    }
)
"""Columns of ``run``: all figures of :class:`Quality`, those of carbon empty where a run had no
emissions, and what the carbon cover proves, empty for other methods."""

Vector = npt.NDArray[np.float64]

_PARTS = ("compensation_mcny", "net_taxes_mcny", "depreciation_mcny", "operating_surplus_mcny")
_USES = (
    "rural_consumption_mcny",
    "urban_consumption_mcny",
    "government_consumption_mcny",
    "capital_formation_mcny",
    "inventory_change_mcny",
)


def edition_tables(tables: Tables) -> GraphTables:
    """All nodes and relationships that belong to one edition, derived indicators included."""
    runs, backbone = _backbones(tables)
    origin = source_id(tables.source.sha256, tables.edition.id)
    return {
        "edition": _edition(tables),
        "industry": _industries(tables),
        "final_use": _final_uses(tables),
        "run": runs,
        "uses": links([tables.edition.id], [tables.edition.classification]),
        "read_from": links([tables.edition.id], [origin]),
        **_memberships(tables),
        "supplies": _supplies(tables),
        "delivers": _delivers(tables),
        "backbone": backbone,
    }


def industry_ids(tables: Tables) -> list[str]:
    """Ids such as ``2017/GD/c17e`` in the order of the matrices."""
    edition = tables.edition.id
    return [f"{edition}/{p}/{s}" for p in tables.provinces for s in tables.sectors]


def industry_figures(tables: Tables) -> dict[str, Vector]:
    """(n,) arrays by property name: what the workbook says and what follows from it."""
    uses = tables.final_use.reshape(-1, len(tables.provinces), len(FINAL_USES)).sum(axis=1)
    co2 = np.full(len(tables.output), np.nan) if tables.co2 is None else tables.co2
    figures = {
        "output_mcny": tables.output,
        "total_input_mcny": tables.total_input,
        "intermediate_input_mcny": tables.intermediate_input,
        "imports_mcny": tables.imports,
        "value_added_mcny": tables.value_added,
        **dict(zip(_PARTS, tables.value_added_parts, strict=True)),
        "final_use_mcny": tables.final_use_total,
        **dict(zip(_USES, uses.T, strict=True)),
        "exports_mcny": tables.exports,
        "error_mcny": tables.error,
        "co2_kt": co2,
        "co2_inventory_kt": np.full(len(co2), np.nan),
        "intensity_output_t_per_10k_cny": intensity(co2, tables.output),
        "intensity_value_added_t_per_10k_cny": intensity(co2, tables.value_added),
        "intensity_final_use_t_per_10k_cny": intensity(co2, tables.final_use_total),
    }
    traded = exchange(tables.flows, SECTORS)
    metrics = network_metrics(own_blocks(tables.flows, SECTORS))
    figures |= {f"{name}_mcny": values for name, values in traded.items()}
    return figures | {name: values.ravel() for name, values in metrics.items()}


def _edition(tables: Tables) -> pa.Table:
    info = tables.edition
    names = {
        "en": {"ceads42_2012": "2012 sectors", "ceads42_2017": "2017 sectors"},
        "zh": {"ceads42_2012": "2012 分类", "ceads42_2017": "2017 分类"},
        "zh_hant": {"ceads42_2012": "2012 分類", "ceads42_2017": "2017 分類"},
    }
    sample = {"en": f"Sample {info.id[-1].upper()}", "zh": f"示例 {info.id[-1].upper()}"}
    sample["zh_hant"] = sample["zh"]
    row = {"id": info.id, "year": info.year, "price_basis": info.price_basis}
    row |= {"synthetic": info.synthetic, "co2_source": info.co2_source}
    for script, classes in names.items():
        year = f"{sample[script]} · {info.year}" if info.synthetic else str(info.year)
        row[f"name_{script}"] = f"{year} · {classes[info.classification]}"
    return pa.Table.from_pylist([row])


def _industries(tables: Tables) -> pa.Table:
    provinces = {row["code"]: row for row in reference.table("provinces")}
    sectors = {row["code"]: row for row in reference.table("sectors")}
    pairs = [(p, s) for p in tables.provinces for s in tables.sectors]
    columns: dict[str, object] = {
        "id": industry_ids(tables),
        "edition": [tables.edition.id] * len(pairs),
        "province": [p for p, _ in pairs],
        "sector": [s for _, s in pairs],
        "position": np.arange(len(pairs)),
    }
    for script, between in (("en", ": "), ("zh", "："), ("zh_hant", "：")):
        columns[f"name_{script}"] = [
            f"{provinces[p][f'name_{script}']}{between}{sectors[s][f'short_{script}']}"
            for p, s in pairs
        ]
    figures = industry_figures(tables)
    columns |= {
        name: pa.array(values, from_pandas=True, type=pa.float64())
        for name, values in figures.items()
    }
    return pa.table(columns)


def _final_uses(tables: Tables) -> pa.Table:
    provinces = {row["code"]: row for row in reference.table("provinces")}
    categories = {row["code"]: row for row in reference.table("final_use")}
    places = [(p, c) for p in tables.provinces for c in FINAL_USES]
    rows = []
    for (place, category), bought in zip(places, tables.final_use_imports, strict=True):
        row = {"id": f"{tables.edition.id}/{place}/{category}", "imports_mcny": float(bought)}
        row |= {"edition": tables.edition.id, "province": place, "category": category}
        for script, between in (("en", ": "), ("zh", "："), ("zh_hant", "：")):
            name = f"name_{script}"
            row[name] = f"{provinces[place][name]}{between}{categories[category][name]}"
        rows.append(row)
    for category in ("EX", "ERR"):
        row = {"id": f"{tables.edition.id}/{category}", "edition": tables.edition.id}
        row |= {"province": None, "category": category, "imports_mcny": None}
        row |= {k: v for k, v in categories[category].items() if k.startswith("name_")}
        rows.append(row)
    return pa.Table.from_pylist(rows)


def _memberships(tables: Tables) -> GraphTables:
    ids = industry_ids(tables)
    provinces = [p for p in tables.provinces for _ in tables.sectors]
    sectors = list(tables.sectors) * len(tables.provinces)
    return {
        "in_province": links(ids, provinces),
        "of_sector": links(ids, sectors),
        "in_edition": links(ids, [tables.edition.id] * len(ids)),
    }


def _supplies(tables: Tables) -> pa.Table:
    supplier, customer = np.nonzero(tables.flows)
    ids = pa.array(industry_ids(tables))
    return pa.table(
        {
            "from": _named(supplier, ids),
            "to": _named(customer, ids),
            "value_mcny": tables.flows[supplier, customer],
        }
    )


def _delivers(tables: Tables) -> pa.Table:
    edition = tables.edition.id
    uses = [f"{edition}/{p}/{c}" for p in tables.provinces for c in FINAL_USES]
    uses += [f"{edition}/EX", f"{edition}/ERR"]
    values = np.column_stack([tables.final_use, tables.exports, tables.error])
    supplier, use = np.nonzero(values)
    return pa.table(
        {
            "from": _named(supplier, pa.array(industry_ids(tables))),
            "to": _named(use, pa.array(uses)),
            "value_mcny": values[supplier, use],
        }
    )


def _backbones(tables: Tables) -> tuple[pa.Table, pa.Table]:
    """VisCEADs' top-share backbone of each province, as runs and edges.

    Figures of carbon are by the table's own CO2; none where emissions come from an inventory.
    """
    ids, embodied = np.array(industry_ids(tables)), _multipliers(tables)
    bounds = range(0, len(ids) + 1, SECTORS)
    runs, edges = [], []
    for province, (start, end) in zip(tables.provinces, pairwise(bounds), strict=True):
        block = tables.flows[start:end, start:end]
        links = top_share(block)
        run = f"top_share/{tables.edition.id}/{province}"
        own = ids[start:end]
        edges.append(
            pa.table(
                {
                    "from": own[links.supplier].tolist(),
                    "to": own[links.customer].tolist(),
                    "run": [run] * len(links.rank),
                    "rank": links.rank,
                    "value_mcny": links.value,
                    "share": links.share,
                    "percentile": links.percentile,
                    "weight": links.weight,
                    "score": links.score,
                    "co2_kt": pa.nulls(len(links.rank), pa.float64()),
                }
            )
        )
        carbon = None if embodied is None else weigh(block, embodied[start:end])
        figures = quality(block, links.supplier, links.customer, carbon=carbon)
        runs.append(
            {
                "id": run,
                "edition": tables.edition.id,
                "province": province,
                "method": "top_share",
                "parameters": json.dumps({"cells": block.size, "edges": figures.edges}),
                "code_version": LOADER_VERSION,
                "created_at": _now(),
            }
            | asdict(figures)
        )
    return pa.Table.from_pylist(runs, RUN_SCHEMA), pa.concat_tables(edges)


def _multipliers(tables: Tables) -> Vector | None:
    """M of each industry, kt per million CNY; None without a CO2 row."""
    if tables.co2 is None:
        return None
    rest = (tables.output - tables.flows.sum(axis=1))[:, None]
    return System(tables.flows, tables.output, rest, tables.co2).multipliers


def _named(index: npt.NDArray[np.intp], names: pa.Array) -> pa.DictionaryArray:
    """Ids by position; dictionary encoding halves the time of the bulk load."""
    return pa.DictionaryArray.from_arrays(pa.array(index, type=pa.int32()), names)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
