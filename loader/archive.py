"""Kept tidy tables: one folder of Parquet files for each edition, named by content."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from loader.graph_tables import LOADER_VERSION, GraphTables, edition_tables
from loader.layout import Tables

FOLDER = "editions"


def content_hash(tables: Tables) -> str:
    """SHA-256 of all that is read from a sheet, its origin and this loader's version."""
    digest = hashlib.sha256(f"{LOADER_VERSION} {tables.edition} {tables.source}".encode())
    digest.update(" ".join((*tables.provinces, *tables.sectors)).encode())
    for name, value in vars(tables).items():
        if isinstance(value, np.ndarray):
            digest.update(name.encode())
            digest.update(np.ascontiguousarray(value).tobytes())
    return digest.hexdigest()


def folder_name(tables: Tables) -> str:
    """Where an edition's tidy tables are kept, below the store's folder."""
    return f"{FOLDER}/{tables.edition.id}-{content_hash(tables)[:16]}"


def keep(root: Path, tables: Tables) -> str:
    """Write an edition's tables and return their folder name; all of it or nothing."""
    name = folder_name(tables)
    target = root / name
    if target.exists():
        return name
    fresh = target.with_name(f".{target.name}.new")
    shutil.rmtree(fresh, ignore_errors=True)
    try:
        fresh.mkdir(parents=True)
        for query, table in edition_tables(tables).items():
            pq.write_table(table, fresh / f"{query}.parquet", compression="zstd")
        fresh.rename(target)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
    return name


def recall(root: Path, name: str, query: str) -> pa.Table:
    """One kept table, ids of flows dictionary-encoded as they were written."""
    return pq.read_table(root / name / f"{query}.parquet")


def forget_others(root: Path, names: set[str]) -> None:
    """Remove the kept tables that no published edition uses."""
    for folder in (root / FOLDER).glob("*"):
        if f"{FOLDER}/{folder.name}" not in names:
            shutil.rmtree(folder)


LOAD_ORDER: tuple[str, ...] = (
    "edition",
    "source",
    "industry",
    "final_use",
    "run",
    "uses",
    "read_from",
    "in_province",
    "of_sector",
    "in_edition",
    "supplies",
    "delivers",
    "backbone",
)
"""Nodes before the relationships between them."""

__all__ = ["LOAD_ORDER", "GraphTables", "content_hash", "forget_others", "keep", "recall"]
