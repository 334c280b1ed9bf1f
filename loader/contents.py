"""All rows of a graph that is to be built, in the order in which they load."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from graph_service.store.pointer import PartEntry
from loader.archive import LINKS, NODES, kept_rows, recall
from loader.catalogue import catalogue_tables
from loader.enrich import Enrichment

LARGE = 100_000  # rows
STEPS = (*NODES, *LINKS)


@dataclass(frozen=True)
class Contents:
    """What the parts hold, with what is known only from all of them, and the catalogue.

    ``root`` is the folder of the kept readings, ``version`` the row of ``GraphVersion``.
    """

    root: Path
    entries: Mapping[str, PartEntry]
    enrichment: Enrichment
    version: Mapping[str, object]

    def catalogue(self) -> Iterator[tuple[str, pa.Table]]:
        """Load queries (without their topic) and rows of what every graph holds."""
        yield from catalogue_tables().items()

    def tables(self, query: str) -> Iterator[pa.Table]:
        """The rows of a load query from all parts: small tables in one, a large one by itself.

        The embedded engine reserves memory for each bulk load, and 600 of them would fill its
        pool.
        """
        small: list[pa.Table] = []
        for part, entry in sorted(self.entries.items()):
            table = self.enrichment.tables.get(part, {}).get(query)
            if table is None:
                table = recall(self.root, entry.folder, query)
            if table is not None and table.num_rows > LARGE:
                yield table
            elif table is not None:
                small.append(table)
        if small:
            yield pa.concat_tables(small, promote_options="permissive").unify_dictionaries()

    def rows(self) -> int:
        """How many rows there are in all, without reading them."""
        count: int = sum(table.num_rows for _, table in self.catalogue())
        for part, entry in self.entries.items():
            own = self.enrichment.tables.get(part, {})
            for query in STEPS:
                table = own.get(query)
                there = kept_rows(self.root, entry.folder, query) if table is None else 0
                count += there if table is None else table.num_rows
        return count
