"""One raw sheet to ``Tables`` in the graph's units. Pure: no file, no store."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypedDict

import numpy as np

from graph_service import reference
from loader.edition import (
    WORKBOOK_MONEY,
    check_co2_unit,
    check_unit,
    edition_info,
    find_classification,
    headings,
    source_info,
)
from loader.layout import (
    VALUE_ADDED_PARTS,
    Finding,
    Matrix,
    RawSheet,
    SheetRecord,
    Tables,
    Vector,
)
from loader.numbers import read_numbers
from loader.places import Places
from loader.remarks import (
    co2_findings,
    name_findings,
    record,
    spelling_findings,
    text_number_findings,
)
from loader.structure import Structure, find_structure

KT_PER_MT = 1000.0


def tidy(
    sheet: RawSheet,
    *,
    sha256: str = "",
    edition: str | None = None,
    provinces: Sequence[str] | None = None,
) -> tuple[Tables, tuple[Finding, ...], SheetRecord, Places]:
    """Read one sheet that holds a MRIO table of exactly ``provinces`` (default: all 31).

    The provinces come out in that order, whatever their order in the sheet. Money comes out in
    million CNY, CO2 in kt. Raises SourceDefect naming sheet and cell.
    """
    structure = find_structure(sheet, provinces or reference.codes("provinces"))
    heads = headings(sheet, structure)
    unit_findings = check_unit(sheet, heads) + check_co2_unit(sheet, structure)
    classification = find_classification(sheet, structure)
    sectors = reference.sector_codes(classification)
    info, edition_findings = edition_info(sheet, structure, classification, edition)
    arrays, texts = _arrays(sheet, structure)
    tables = Tables(
        edition=info,
        source=source_info(sheet, structure, info, sha256),
        provinces=structure.provinces,
        sectors=sectors,
        **arrays,
    )
    findings = (
        *unit_findings,
        *edition_findings,
        *text_number_findings(sheet, texts),
        *co2_findings(sheet, structure),
        *spelling_findings(sheet, structure),
        *name_findings(sheet, structure, sectors),
    )
    return tables, findings, record(sheet, structure, info.id), Places(tables, structure)


class Arrays(TypedDict):
    """The numeric part of ``Tables``."""

    flows: Matrix
    final_use: Matrix
    exports: Vector
    error: Vector
    final_use_total: Vector
    output: Vector
    intermediate_input: Vector
    imports: Vector
    value_added: Vector
    total_input: Vector
    value_added_parts: Matrix
    final_use_imports: Vector
    co2: Vector | None


def _arrays(sheet: RawSheet, structure: Structure) -> tuple[Arrays, tuple[str, ...]]:
    """Every number of the table in the graph's units, and the places of numbers kept as text."""
    industries, uses = structure.industry_columns, structure.final_use_columns
    n, m = len(industries), len(uses)
    supply, texts = read_numbers(
        sheet, structure.industry_rows, (*industries, *uses, *structure.total_columns.values())
    )
    supply /= WORKBOOK_MONEY
    inputs, input_texts = read_numbers(sheet, tuple(structure.input_rows.values()), industries)
    inputs /= WORKBOOK_MONEY
    imports_row = (structure.input_rows["IM"],)
    use_imports, import_texts = read_numbers(sheet, imports_row, uses)
    co2: Vector | None = None
    co2_texts: tuple[str, ...] = ()
    if structure.co2_row is not None:
        carbon, co2_texts = read_numbers(sheet, (structure.co2_row,), industries)
        co2 = carbon[0] * KT_PER_MT
    total = {code: supply[:, n + m + i] for i, code in enumerate(structure.total_columns)}
    row = dict(zip(structure.input_rows, inputs, strict=True))
    arrays = Arrays(
        flows=np.ascontiguousarray(supply[:, :n]),
        final_use=np.ascontiguousarray(supply[:, n : n + m]),
        exports=total["EX"].copy(),
        error=total["ERR"].copy(),
        final_use_total=total["TFU"].copy(),
        output=total["GO"].copy(),
        intermediate_input=row["TII"],
        imports=row["IM"],
        value_added=row["TVA"],
        total_input=row["TI"],
        value_added_parts=np.stack([row[part] for part in VALUE_ADDED_PARTS]),
        final_use_imports=use_imports[0] / WORKBOOK_MONEY,
        co2=co2,
    )
    return arrays, (*texts, *input_texts, *import_texts, *co2_texts)
