"""A small balanced economy, made in memory: three provinces of 42 sectors."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from graph_service import reference
from graph_service.progress import Progress, no_progress
from loader import publish as publication
from loader.files import edition_part
from loader.layout import EditionInfo, SheetReading, SheetRecord, SourceInfo, Tables
from loader.parts import Part
from loader.publish import Publication

PROVINCES = ("BJ", "GD", "XZ")


def economy(
    edition: str = "2017",
    *,
    classification: str = "ceads42_2012",
    seed: int = 1,
    synthetic: bool = False,
    co2: bool = True,
    provinces: tuple[str, ...] = PROVINCES,
) -> Tables:
    """Random, but balanced as a workbook is: rows with ERR, columns with imports."""
    random = np.random.default_rng(seed)
    n = len(provinces) * 42
    flows = random.lognormal(2, 2, (n, n)) * (random.random((n, n)) < 0.4)
    final_use = random.lognormal(3, 1, (n, len(provinces) * 5))
    exports, error = random.lognormal(3, 1, n), random.normal(0, 0.1, n)
    total = final_use.sum(axis=1) + exports
    output = flows.sum(axis=1) + total + error
    imports = 0.05 * output
    value_added = output - flows.sum(axis=0) - imports
    parts = np.array([0.5, 0.1, 0.15, 0.25])[:, None] * value_added
    return Tables(
        edition=EditionInfo(
            edition, 2017, classification, "current", synthetic, "mrio_row" if co2 else "none"
        ),
        source=SourceInfo(
            f"{seed:064x}", f"economy-{seed}.xlsx", "Table", "title", "citation", "licence"
        ),
        provinces=provinces,
        sectors=reference.sector_codes(classification),
        flows=flows,
        final_use=final_use,
        exports=exports,
        error=error,
        final_use_total=total,
        output=output,
        intermediate_input=flows.sum(axis=0) + imports,
        imports=imports,
        value_added=value_added,
        total_input=output,
        value_added_parts=parts,
        final_use_imports=random.lognormal(1, 1, len(provinces) * 5),
        co2=random.lognormal(3, 1, n) if co2 else None,
    )


def part(tables: Tables) -> Part:
    """The economy as a part of a graph, as if it stood in a sheet without further content."""
    record = SheetRecord("Table", tables.edition.id, 200, 180, 160, 150, 27_000, ())
    return edition_part(SheetReading(tables, (), record))


def publish(
    url: str,
    tables: Sequence[Tables],
    *,
    replace: bool = False,
    progress: Progress = no_progress,
) -> Publication:
    """Publish economies to a store."""
    parts = [part(table) for table in tables]
    return publication.publish(url, parts, replace=replace, progress=progress)
