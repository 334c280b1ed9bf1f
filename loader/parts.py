"""What a file gives to the graph: parts, each with its tables, its record and its findings.

A part is what is added, exchanged and counted as one: an edition, the inventories of a year,
a user's deflators. Every reader of a kind of file ends in a :class:`FileReading`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar, Literal

import pyarrow as pa
from pydantic import ConfigDict

from loader.balances import Balance
from loader.layout import Finding, SkippedSheet, SourceInfo

Kind = Literal[
    "edition",
    "inventory",
    "cities",
    "deflators",
    "scenario",
    "province_sets",
    "satellite",
    "backbone",
]
GraphTables = dict[str, pa.Table]
"""Load query (without its topic) to the rows it takes."""


@dataclass(frozen=True)
class PartRecord:
    """What went in and what came out, for the report.

    ``totals`` are keyed by property, unit in the name; ``dropped`` holds (place, reason).
    """

    sheets: tuple[str, ...]
    rows_read: int
    rows_used: int
    columns_read: int
    columns_used: int
    cells_used: int
    dropped: tuple[tuple[str, str], ...] = ()
    holds: Mapping[str, int] = field(default_factory=dict)
    totals: Mapping[str, float | None] = field(default_factory=dict)
    balances: tuple[Balance, ...] = ()
    about: Mapping[str, str | int | bool] = field(default_factory=dict)


@dataclass(frozen=True)
class Part:
    """One thing that a file gives.

    ``content`` is the SHA-256 of what was read: equal for the same facts in whatever file,
    sheet, layout or language. ``id`` is unique in a store, such as 2017 or inventory-2017.
    """

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(
        arbitrary_types_allowed=True, ser_json_inf_nan="constants"
    )
    kind: Kind
    id: str
    content: str
    synthetic: bool
    source: SourceInfo
    tables: GraphTables
    record: PartRecord
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True)
class FileReading:
    """Everything learnt from one file."""

    file: Path
    sha256: str
    parts: tuple[Part, ...]
    skipped: tuple[SkippedSheet, ...] = ()

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Findings of all parts."""
        return tuple(finding for part in self.parts for finding in part.findings)


def source_id(sha256: str, part: str) -> str:
    """Id of the ``Source`` that a part of a file was read from."""
    return f"{sha256}/{part}"


def links(origin: Sequence[str], target: Sequence[str]) -> pa.Table:
    """Relationships without properties."""
    return pa.table({"from": pa.array(origin, pa.string()), "to": pa.array(target, pa.string())})
