"""What parts of a graph tell about each other, and what follows from it for each edition.

Emissions by the inventories for industries, where an edition has no CO2 row of its own also its
intensities; the standing of each industry by every indicator; findings across files.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pyarrow as pa

from graph_service import reference
from graph_service.analysis.indicators import INTENSITIES, intensity, standing
from graph_service.store.pointer import PartEntry
from loader.archive import finding_tables, recall, recall_sure
from loader.checks_inventory import co2_against_inventory
from loader.concordance import allocate, inventory_matrix
from loader.graph_tables import LOADER_VERSION
from loader.inventory_checks import jumps_over_years, provinces_against_national
from loader.layout import Finding, Vector
from loader.parts import GraphTables, links, source_id
from loader.stored_backbones import KIND, stored_backbone

NATIONAL = "inventory-national"
Entries = Mapping[str, PartEntry]


@dataclass(frozen=True)
class Enrichment:
    """Tables that replace or add to those of a part, by its id, and findings across parts."""

    tables: Mapping[str, GraphTables]
    findings: tuple[Finding, ...]


def enrich(root: Path, entries: Entries) -> Enrichment:
    """Everything that is known only from several parts together."""
    tables: dict[str, GraphTables] = {}
    findings: list[Finding] = []
    for part, entry in sorted(entries.items()):
        if entry.kind == "edition":
            made, found = _edition(root, part, entry, entries)
            tables[part] = made
            findings += found
    for more, found in (_national(root, entries), _over_years(root, entries)):
        tables |= more
        findings += found
    for part, entry in sorted(entries.items()):
        if entry.kind == KIND:
            tables[part] = stored_backbone(root, entry, entries, tables)
    return Enrichment(tables, tuple(findings))


def _edition(
    root: Path, part: str, entry: PartEntry, entries: Entries
) -> tuple[GraphTables, tuple[Finding, ...]]:
    industries = recall_sure(root, entry.folder, "industry")
    edition = recall_sure(root, entry.folder, "edition")
    facts = edition.to_pylist()[0]
    classification = recall_sure(root, entry.folder, "uses")["to"][0].as_py()
    inventory = f"inventory-{facts['year']}"
    made: GraphTables = {}
    found: tuple[Finding, ...] = ()
    if inventory in entries and entries[inventory].synthetic == entry.synthetic:
        co2 = _allocated(root, entries[inventory], industries, classification)
        industries = _with(industries, "co2_inventory_kt", co2)
        origins = [source_id(entries[name].sha256, name) for name in (part, inventory)]
        made["co2_from"] = links([part], origins[1:])
        if facts["co2_source"] == "none":
            industries = _with_emissions(industries, co2)
            facts["co2_source"] = "inventory"
            found = (_from_inventory(part, entries[inventory], co2, industries),)
        else:
            found = co2_against_inventory(
                part,
                tuple(dict.fromkeys(industries["province"].to_pylist())),
                reference.sector_codes(classification),
                _column(industries, "co2_kt"),
                co2,
            )
        made |= _joined(root, part, entry, found, origins)
    made |= {"industry": industries, "edition": pa.Table.from_pylist([facts], edition.schema)}
    made["ranked"] = ranks(part, industries)
    runs = recall_sure(root, entry.folder, "run")
    made["run"] = pa.Table.from_pylist([*runs.to_pylist(), _run(part)], runs.schema)
    return made, found


def ranks(edition: str, industries: pa.Table) -> pa.Table:
    """Rank, percentile and share of each industry in its province, by every indicator."""
    provinces = len(set(industries["province"].to_pylist()))
    ids = industries["id"].combine_chunks()
    position = pa.array(np.arange(len(ids)), pa.int32())
    tables = []
    for row in reference.table("quantities"):
        if row["label"] != "Industry" or row["indicator"] != "true":
            continue
        values = _column(industries, row["property"])
        stands = standing(values.reshape(provinces, -1))
        known = ~np.isnan(values)
        if not known.any():
            continue
        table = pa.table(
            {
                "from": pa.DictionaryArray.from_arrays(position, ids).filter(pa.array(known)),
                "to": pa.array([f"Industry.{row['property']}"] * int(known.sum()), pa.string()),
                "run": pa.array([run_id(edition)] * int(known.sum()), pa.string()),
                **{
                    name: pa.array(getattr(stands, name).ravel()[known], from_pandas=True)
                    for name in ("rank", "percentile", "share")
                },
            }
        )
        tables.append(table)
    return pa.concat_tables(tables)


def run_id(edition: str) -> str:
    """Id of the run that computed and ranked an edition's indicators."""
    return f"indicators/{edition}"


def _run(edition: str) -> dict[str, object]:
    return {
        "id": run_id(edition),
        "edition": edition,
        "province": None,
        "method": "indicators",
        "parameters": json.dumps({"among": "the industries of a province", "rank": "average"}),
        "code_version": LOADER_VERSION,
        "created_at": datetime.now(UTC).isoformat(timespec="seconds"),
    }


def _allocated(
    root: Path, inventory: PartEntry, industries: pa.Table, classification: str
) -> Vector:
    provinces, emissions = inventory_matrix(recall_sure(root, inventory.folder, "inventory_entry"))
    mine = tuple(dict.fromkeys(industries["province"].to_pylist()))
    return allocate(emissions, provinces, mine, classification)


def _with_emissions(industries: pa.Table, co2: Vector) -> pa.Table:
    """The industries with emissions by the inventory, and the intensities that follow."""
    industries = _with(industries, "co2_kt", co2)
    for name, denominator in INTENSITIES.items():
        industries = _with(industries, name, intensity(co2, _column(industries, denominator)))
    return industries


def _from_inventory(part: str, inventory: PartEntry, co2: Vector, industries: pa.Table) -> Finding:
    missing = industries["province"].filter(pa.array(np.isnan(co2))).unique().to_pylist()
    without = f"; no data for {', '.join(missing)}" if missing else ""
    return Finding(
        "warning",
        "co2_from_inventory",
        part,
        "a row CO2 (Mt) in the workbook",
        f"none; emissions taken from {inventory.file_name} through the concordance{without}",
        "figures of CO2 rest on the inventory; they differ from a CO2 row where one is published",
    )


def _national(root: Path, entries: Entries) -> tuple[dict[str, GraphTables], tuple[Finding, ...]]:
    """Sums of the provinces' inventories against the national one."""
    if NATIONAL not in entries:
        return {}, ()
    entry = entries[NATIONAL]
    provincial: dict[int, float] = {}
    origins = [source_id(entry.sha256, NATIONAL)]
    for part, other in sorted(entries.items()):
        if other.kind == "inventory" and part != NATIONAL and other.synthetic == entry.synthetic:
            years = recall_sure(root, other.folder, "inventory_year")
            provincial[years["year"][0].as_py()] = float(np.sum(_column(years, "co2_kt")))
            origins.append(source_id(other.sha256, part))
    years = recall_sure(root, entry.folder, "inventory_year")
    national = dict(zip(years["year"].to_pylist(), years["co2_kt"].to_pylist(), strict=True))
    found = provinces_against_national(provincial, national)
    return {NATIONAL: _joined(root, NATIONAL, entry, found, origins[:1])}, found


def _over_years(root: Path, entries: Entries) -> tuple[dict[str, GraphTables], tuple[Finding, ...]]:
    """Emissions of each province against those of the inventory before."""
    parts: dict[int, str] = {}
    totals: dict[str, dict[int, float]] = {}
    for part, entry in sorted(entries.items()):
        if entry.kind == "inventory" and part != NATIONAL:
            for row in recall_sure(root, entry.folder, "inventory_year").to_pylist():
                parts[row["year"]] = part
                totals.setdefault(row["province"], {})[row["year"]] = row["co2_kt"]
    tables: dict[str, GraphTables] = {}
    every: list[Finding] = []
    for year, found in jumps_over_years(totals).items():
        part = parts[year]
        entry = entries[part]
        tables[part] = _joined(root, part, entry, found, [source_id(entry.sha256, part)])
        every += found
    return tables, tuple(every)


def _joined(
    root: Path, part: str, entry: PartEntry, found: tuple[Finding, ...], origins: list[str]
) -> GraphTables:
    """A part's own findings and those across parts, in one pair of tables."""
    own = {name: recall(root, entry.folder, name) for name in ("finding", "found_in")}
    first = own["finding"].num_rows if own["finding"] else 0
    more = finding_tables(part, found, origins, first=first)
    both = {name: [table for table in (own[name], more.get(name)) if table] for name in own}
    return {name: pa.concat_tables(tables) for name, tables in both.items() if tables}


def _column(table: pa.Table, name: str) -> Vector:
    values: Vector = table[name].to_numpy(zero_copy_only=False).astype(np.float64)
    return values


def _with(table: pa.Table, name: str, values: Vector) -> pa.Table:
    column = pa.array(values, from_pandas=True, type=pa.float64())
    return table.set_column(table.schema.get_field_index(name), name, column)
