"""Carbon-cover backbone of every province and edition beside VisCEADs' top share, as a table.

python benchmarks/table_carbon_cover.py --store embedded:data/build/tanlu.lbug
"""

from __future__ import annotations

import argparse
import csv
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import numpy as np

from graph_service.analysis.backbone import (
    Links,
    between_sectors,
    heaviest,
    links_at,
    top_share,
)
from graph_service.analysis.carbon_cover import CarbonCover, carbon_cover, fewest_links, weigh
from graph_service.analysis.leontief import Matrix, System
from graph_service.analysis.quality import Quality, quality
from graph_service.errors import BadParameter
from graph_service.graph import Graph
from graph_service.services import catalog
from graph_service.services.matrices import EditionArrays, edition_arrays
from graph_service.settings import Settings
from graph_service.store import open_store

ROOT = Path(__file__).resolve().parent.parent
SHARES = (0.80, 0.90, 0.95)
Row = dict[str, object]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--store", default=Settings().store)
    parser.add_argument("--out", type=Path, default=ROOT / "output" / "carbon_cover")
    options = parser.parse_args()
    graph = Graph(open_store(options.store))
    rows: list[Row] = []
    for about in catalog.editions(graph):
        start, of_edition = time.perf_counter(), list(_edition(edition_arrays(graph, about["id"])))
        _print(about["id"], of_edition, time.perf_counter() - start)
        rows += of_edition
    options.out.mkdir(parents=True, exist_ok=True)
    file = options.out / "carbon_cover.csv"
    with file.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, fieldnames=list(dict.fromkeys(k for r in rows for k in r)))
        writer.writeheader()
        writer.writerows(rows)
    print(f"\nAll columns: {file}")


def _edition(arrays: EditionArrays) -> Iterator[Row]:
    output, flows = arrays.figures["output_mcny"], arrays.flows
    rest = (output - flows.sum(axis=1))[:, None]
    system = System(flows, output, rest, arrays.co2())
    for province in arrays.provinces:
        block = arrays.block(province)
        carbon = weigh(block, system.multipliers[arrays.place(province)])
        yield {"edition": arrays.edition, "province": province} | _compared(block, carbon)


def _compared(money: Matrix, carbon: Matrix) -> Row:
    """One province: shares are with own use covered on both sides, ``_links`` without it.

    ``top`` are the links of the top share's cells, ``top_88`` as many links as it has cells.
    """
    cells = top_share(money)
    own = int((cells.supplier == cells.customer).sum())
    all_cells, links = len(cells.value), len(cells.value) - own
    row: Row = {"cells": all_cells, "own_use_cells": own, "links": links}
    for name, theirs in (("top", links), ("top_88", all_cells)):
        row |= _figures(name, money, carbon, _strongest_links(money, theirs))
    for name, edges in (("ours_88", all_cells), ("ours_own", links)):
        row |= _cover(name, money, carbon, partial(_most_carbon, money, carbon, edges))
    row |= _with_floor(money, carbon, all_cells, _share(money, _strongest_links(money, links)))
    for share in SHARES:
        for own_use, kind in ((True, ""), (False, "_links")):
            found = fewest_links(money, carbon, share, own_use=own_use)
            row[f"fewest_{share:.0%}{kind}"] = len(found.links.value)
    return row


def _most_carbon(money: Matrix, carbon: Matrix, edges: int, own_use: bool) -> CarbonCover:
    return carbon_cover(money, carbon, edges, own_use=own_use)


def _with_floor(money: Matrix, carbon: Matrix, edges: int, floor: tuple[float, float]) -> Row:
    """Money not below the top share's: the links, or the proof that there are none."""

    def found(own_use: bool) -> CarbonCover:
        least = floor[0] if own_use else floor[1]
        return carbon_cover(money, carbon, edges, money_floor=least, own_use=own_use)

    try:
        return {"floor": floor[0], "possible": True} | _cover("floor_88", money, carbon, found)
    except BadParameter as impossible:
        richest = carbon_cover(money, carbon, edges, own_use=True).most_money
        proof = impossible.message
        return {"floor": floor[0], "possible": False, "most_money": richest, "proof": proof}


def _cover(name: str, money: Matrix, carbon: Matrix, found: Callable[[bool], CarbonCover]) -> Row:
    counted, bare = found(True), found(False)
    row = _figures(name, money, carbon, counted.links)
    for kind, result in (("", counted), ("_links", bare)):
        row[f"{name}_bound{kind}"] = result.bound
        row[f"{name}_gap{kind}"] = result.gap
        row[f"{name}_loose_bound{kind}"] = result.loose_bound
        row[f"{name}_of_loose_bound{kind}"] = result.carbon / result.loose_bound
    return row | {f"{name}_all_connected": counted.parts == 1}


def _figures(name: str, money: Matrix, carbon: Matrix, links: Links) -> Row:
    about: Quality = quality(money, links.supplier, links.customer, carbon=carbon)
    (money_all, money_links), (carbon_all, carbon_links) = (
        _share(weights, links) for weights in (money, carbon)
    )
    return {
        f"{name}_edges": about.edges,
        f"{name}_money": money_all,
        f"{name}_money_links": money_links,
        f"{name}_carbon": carbon_all,
        f"{name}_carbon_links": carbon_links,
        f"{name}_reached": about.sectors_reached,
        f"{name}_active": about.sectors_active,
        f"{name}_components": about.components,
    }


def _share(weights: Matrix, links: Links) -> tuple[float, float]:
    """Share that links carry, with all own use covered, and without any."""
    own, total = float(np.trace(weights)), float(weights.sum())
    carried = float(weights[links.supplier, links.customer].sum())
    return (carried + own) / total, carried / (total - own)


def _strongest_links(money: Matrix, edges: int) -> Links:
    flat = between_sectors(money).ravel()
    kept = heaviest(flat, edges)
    return links_at(money, kept, flat[kept])


COLUMNS = {
    "province": "",
    "links": "top links",
    "top_money": "money",
    "top_carbon": "carbon",
    "top_reached": "reached",
    "top_88_money": "88: money",
    "top_88_carbon": "carbon",
    "ours_88_money": "ours 88: money",
    "ours_88_carbon": "carbon",
    "ours_88_reached": "reached",
    "ours_88_of_loose_bound": "of bound",
    "ours_own_carbon": "ours, own: carbon",
    "floor_88_money": "floor 88: money",
    "floor_88_carbon": "carbon",
    "floor_88_gap": "gap",
    "floor_88_of_loose_bound": "of bound",
    "fewest_80%": "80 %",
    "fewest_90%": "90 %",
    "fewest_95%": "95 %",
}


def _print(edition: str, rows: list[Row], seconds: float) -> None:
    print(f"\nEdition {edition}: {len(rows)} provinces in {seconds:.1f} s; own use covered in all")
    print(" ".join(f"{title:>{max(len(title), 6)}}" for title in COLUMNS.values()))
    for row in rows:
        shown = (_text(row.get(key), len(title)) for key, title in COLUMNS.items())
        print(" ".join(shown))
    for name in ("ours_88_of_loose_bound", "floor_88_of_loose_bound", "floor_88_gap"):
        values = [float(str(row[name])) for row in rows if name in row]
        print(
            f"  {name}: {len(values)} of {len(rows)}, mean {np.mean(values):.4f}, "
            f"least {min(values):.4f}, most {max(values):.4f}"
        )
    for row in rows:
        if not row["possible"]:
            print(f"  {row['province']}: {row['proof']}")
    sys.stdout.flush()


def _text(value: object, width: int) -> str:
    text = "-" if value is None else f"{value:.4f}" if isinstance(value, float) else str(value)
    return f"{text:>{max(width, 6)}}"


if __name__ == "__main__":
    main()
