"""From the sheets of an inventory to a part of the graph; Mt become kt here."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence

import numpy as np
import pyarrow as pa

from graph_service import reference
from loader.inventory_note import Note
from loader.inventory_sheet import InventorySheet
from loader.layout import Finding, Matrix, SourceInfo, Vector
from loader.parts import GraphTables, Part, PartRecord, links, source_id
from loader.workbook import Workbook

NATIONAL = "CN"
KT = 1_000.0  # in one Mt
SITE = "https://www.ceads.net"
LICENCE = f"terms of use of {SITE}; not to be passed on"
PAPERS = {
    range(1997, 2016): "Shan et al. (2018) Sci Data 5:170201, doi:10.1038/sdata.2017.201",
    range(2016, 2018): "Shan et al. (2020) Sci Data 7:54, doi:10.1038/s41597-020-0393-y",
    range(2018, 2100): "Guan et al. (2021) Earth's Future 9:e2021EF002241",
}

Sheets = Mapping[tuple[int, str], InventorySheet]
"""Sheets by year and province (CN for the nation)."""


def inventory_part(
    workbook: Workbook, note: Note, sheets: Sheets, findings: Sequence[Finding]
) -> Part:
    """The inventories of the provinces of one year, or of the nation in all years."""
    order = {code: number for number, code in enumerate((*reference.codes("provinces"), NATIONAL))}
    ordered = dict(sorted(sheets.items(), key=lambda item: (item[0][0], order[item[0][1]])))
    year, place = next(iter(ordered))
    name = "inventory-national" if place == NATIONAL else f"inventory-{year}"
    tables = _tables(ordered, source_id(workbook.sha256, name), synthetic=note.synthetic)
    return Part(
        kind="inventory",
        id=name,
        content=_content(ordered, synthetic=note.synthetic),
        synthetic=note.synthetic,
        source=_source(workbook, note, ordered),
        tables=tables,
        record=_record(ordered, tables),
        findings=tuple(findings),
    )


def source_info(
    workbook: Workbook, note: Note, sheet: str, title: str, papers: Sequence[str]
) -> SourceInfo:
    """Where inventories came from, and how to cite them."""
    citation = f"{title}; {'; '.join(papers)}; {SITE} (by the note; the file was not verified)"
    return SourceInfo(
        sha256=workbook.sha256,
        file_name=workbook.file_name,
        sheet=sheet,
        title=note.title or title,
        citation="Tanlu synthetic sample, not CEADs data" if note.synthetic else citation,
        licence="same licence as Tanlu" if note.synthetic else LICENCE,
    )


def _source(workbook: Workbook, note: Note, sheets: Sheets) -> SourceInfo:
    years = sorted({year for year, _ in sheets})
    span = str(years[0]) if len(years) == 1 else f"{years[0]}-{years[-1]}"
    kind = "national" if (years[0], NATIONAL) in sheets else "provincial"
    papers = [paper for span_, paper in PAPERS.items() if set(years) & set(span_)]
    first = next(iter(sheets.values())).sheet.name
    more = f" and {len(sheets) - 1} more" if len(sheets) > 1 else ""
    title = f"CEADs {kind} CO2 emission inventory {span}"
    return source_info(workbook, note, first + more, title, papers)


def _tables(sheets: Sheets, source: str, *, synthetic: bool) -> GraphTables:
    years = [year for year, _ in sheets]
    provinces = [None if place == NATIONAL else place for _, place in sheets]
    ids = [f"{year}/{place}" for year, place in sheets]
    sectors, fuels = reference.codes("inventory_sectors"), reference.codes("fuels")
    entries = [f"{inventory}/{sector}" for inventory in ids for sector in sectors]
    co2 = _stack([sheet.totals for sheet in sheets.values()])
    burnt = _stack([sheet.fuels for sheet in sheets.values()])
    entry, fuel = np.nonzero(burnt.reshape(len(entries), len(fuels)))
    there = [(name, code) for name, code in zip(ids, provinces, strict=True) if code]
    return {
        "inventory_year": pa.table(
            {
                "id": ids,
                "year": years,
                "province": pa.array(provinces, pa.string()),
                "level": ["national" if code is None else "province" for code in provinces],
                "synthetic": [synthetic] * len(ids),
                "co2_kt": [sheet.total * KT for sheet in sheets.values()],
                "households_kt": co2[:, households()].sum(axis=1),
            }
        ),
        "inventory_entry": pa.table(
            {
                "id": entries,
                "year": np.repeat(years, len(sectors)),
                "province": pa.array(
                    [code for code in provinces for _ in sectors], type=pa.string()
                ),
                "sector": list(sectors) * len(ids),
                "co2_kt": co2.ravel(),
            }
        ),
        "in_inventory": links(entries, [name for name in ids for _ in sectors]),
        "inventory_of_sector": links(entries, list(sectors) * len(ids)),
        "inventory_in_province": links([name for name, _ in there], [code for _, code in there]),
        "burns": pa.table(
            {
                "from": pa.array(entries).take(pa.array(entry)),
                "to": pa.array(fuels).take(pa.array(fuel)),
                "co2_kt": burnt.reshape(len(entries), len(fuels))[entry, fuel],
            }
        ),
        "inventory_read_from": links(ids, [source] * len(ids)),
    }


def households() -> list[int]:
    """Positions of the two household sectors among the 47."""
    rows = reference.table("inventory_sectors")
    return [number for number, row in enumerate(rows) if row["households"] == "true"]


def _stack(values: Sequence[Matrix] | Sequence[Vector]) -> Matrix:
    stacked: Matrix = np.stack(values) * KT
    return stacked


def _content(sheets: Sheets, *, synthetic: bool) -> str:
    """SHA-256 of years, places and numbers, whatever the layout; sign of zero left out."""
    digest = hashlib.sha256(f"inventory {synthetic}".encode())
    for (year, place), sheet in sheets.items():
        digest.update(f" {year} {place} ".encode())
        for values in (sheet.fuels, sheet.totals, np.array([sheet.total])):
            digest.update(np.ascontiguousarray(values + 0.0, dtype="<f8").data)
    return digest.hexdigest()


def _record(sheets: Sheets, tables: GraphTables) -> PartRecord:
    every = list(sheets.values())
    years = tables["inventory_year"]
    (first_year, place), *_ = sheets
    rows = sum(48 if sheet.places.total_row is not None else 47 for sheet in every)
    used = {**every[0].places.columns}
    beyond = [sheet.sheet.place(column=c) for sheet in every[:1] for c in sheet.places.beyond]
    about: dict[str, str | int | bool] = {
        "year": first_year,
        "level": "national" if place == NATIONAL else "province",
    }
    if place == NATIONAL:
        about["years"] = len(every)
    return PartRecord(
        sheets=tuple(sheet.sheet.name for sheet in every),
        rows_read=sum(len(sheet.sheet.rows) for sheet in every),
        rows_used=rows,
        columns_read=max(len(sheet.sheet.rows[0]) for sheet in every),
        columns_used=len(used),
        cells_used=rows * len(used),
        dropped=tuple((where, "no part of scope 1; in every sheet") for where in beyond),
        holds={
            "inventories": len(every),
            "entries": len(tables["inventory_entry"]),
            "fuel_amounts": len(tables["burns"]),
        },
        totals={name: float(np.sum(years[name].to_numpy())) for name in TOTALS},
        about=about,
    )


TOTALS = ("co2_kt", "households_kt")
