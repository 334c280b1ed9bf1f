"""Kept readings: one folder for each file read, with its parts as Parquet, named by content.

A load that was ended goes on from the readings that it had kept, and a file is not read again
as long as its reading is there.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from pydantic import TypeAdapter, ValidationError

from graph_service.errors import PublishFailed
from loader.graph_tables import LOADER_VERSION
from loader.layout import Finding, SourceInfo
from loader.parts import FileReading, GraphTables, Part, links, source_id

FOLDER = "readings"
READING = "reading.json"
FINDING = ("severity", "code", "place", "expected", "found", "consequence")
_ADAPTER: TypeAdapter[FileReading] = TypeAdapter(FileReading)

NODES: tuple[str, ...] = (
    *("edition", "source", "industry", "final_use", "run", "finding"),
    *("inventory_year", "inventory_entry", "city", "city_emission"),
    *("deflator", "scenario", "scenario_point", "satellite_account", "satellite_entry"),
    "province_set",
)
LINKS: tuple[str, ...] = (
    *("uses", "in_province", "of_sector", "in_edition", "supplies", "delivers", "backbone"),
    *("ranked", "co2_from", "found_in", "includes", "of_city", "city_in_province"),
    *("in_inventory", "inventory_in_province", "inventory_of_sector", "burns"),
    *("deflator_of_sector", "of_scenario", "applies_to"),
    *("of_account", "satellite_in_province", "satellite_of_sector"),
    *("read_from", "inventory_read_from", "city_read_from", "deflator_read_from"),
    *("scenario_read_from", "satellite_read_from", "province_set_read_from"),
)


def reading_name(sha256: str, file_name: str, edition: str | None) -> str:
    """Folder of a file's reading, below the store's folder."""
    facts = f"{LOADER_VERSION}\n{sha256}\n{file_name}\n{edition or ''}"
    return f"{FOLDER}/{hashlib.sha256(facts.encode()).hexdigest()[:16]}"


def part_folder(reading: str, part: str) -> str:
    """Folder of one part's tables, below the store's folder."""
    return f"{reading}/{part}"


def keep(root: Path, name: str, reading: FileReading) -> FileReading:
    """Write a reading, all of it or nothing, and return it without its tables.

    Each process writes in a folder of its own: one of a killed load, on its last steps, and one
    of the next load do not meet.
    """
    target = root / name
    light = replace(reading, parts=tuple(replace(part, tables={}) for part in reading.parts))
    if kept(root, name) is not None:
        return light
    fresh = target.with_name(f".{target.name}.{os.getpid()}")
    shutil.rmtree(fresh, ignore_errors=True)
    try:
        fresh.mkdir(parents=True)
        for part in reading.parts:
            folder = fresh / part.id
            folder.mkdir()
            for query, table in (part.tables | _origin(part)).items():
                pq.write_table(table, folder / f"{query}.parquet", compression="zstd")
        (fresh / READING).write_bytes(_ADAPTER.dump_json(light, indent=1))
        shutil.rmtree(target, ignore_errors=True)
        fresh.rename(target)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
    return light


def kept(root: Path, name: str) -> FileReading | None:
    """The reading kept under a name, without its tables; None where there is no whole one."""
    try:
        return _ADAPTER.validate_json((root / name / READING).read_bytes())
    except (FileNotFoundError, ValidationError):
        return None


def recall(root: Path, folder: str, query: str) -> pa.Table | None:
    """One kept table of a part, ids of flows dictionary-encoded as they were written."""
    file = root / folder / f"{query}.parquet"
    try:
        return pq.read_table(file) if file.exists() else None
    except pa.ArrowInvalid as error:
        raise _damaged(file, "damaged") from error


def recall_sure(root: Path, folder: str, query: str) -> pa.Table:
    """One kept table that every part of its kind has."""
    table = recall(root, folder, query)
    if table is None:
        raise _damaged(root / folder / f"{query}.parquet", "gone")
    return table


def _damaged(file: Path, how: str) -> PublishFailed:
    return PublishFailed(
        f"the kept table {file} is {how}",
        hint=f"Remove the folder {file.parents[1]}, then load the files again.",
    )


def kept_rows(root: Path, folder: str, query: str) -> int:
    """How many rows one kept table of a part has."""
    file = root / folder / f"{query}.parquet"
    try:
        return int(pq.read_metadata(file).num_rows) if file.exists() else 0
    except pa.ArrowInvalid:
        return 0


def forget_others(root: Path, names: Iterable[str]) -> None:
    """Remove all kept readings but these."""
    staying = {Path(name).name for name in names}
    for folder in (root / FOLDER).glob("*"):
        if folder.name not in staying and folder.is_dir():
            shutil.rmtree(folder)


def forget_unfinished(root: Path) -> None:
    """Remove what a killed load had begun to keep."""
    for folder in (root / FOLDER).glob(".*"):
        shutil.rmtree(folder, ignore_errors=True)


def finding_tables(
    part: str, findings: Sequence[Finding], sources: Sequence[str], *, first: int = 0
) -> GraphTables:
    """Nodes of a part's findings, numbered from ``first``, each linked to all ``sources``."""
    rows = [
        {"id": f"{part}/{number}", "position": number, "part": part}
        | {name: getattr(finding, name) for name in FINDING}
        for number, finding in enumerate(findings, start=first)
    ]
    if not rows:
        return {}
    ids = [str(row["id"]) for row in rows]
    origin = [id for id in ids for _ in sources]
    return {
        "finding": pa.Table.from_pylist(rows),
        "found_in": links(origin, list(sources) * len(ids)),
    }


def _origin(part: Part) -> GraphTables:
    """The source of a part and what the checks found in it; a request has none."""
    if part.kind == "backbone":
        return {}
    source = source_id(part.source.sha256, part.id)
    return {
        "source": source_table(source, part.source),
        **finding_tables(part.id, part.findings, [source]),
    }


def source_table(id: str, source: SourceInfo) -> pa.Table:
    """The ``Source`` node of a part."""
    row = {"id": id} | {name: getattr(source, name) for name in SourceInfo.__annotations__}
    row |= {
        "loaded_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "loader_version": LOADER_VERSION,
    }
    return pa.Table.from_pylist([row])
