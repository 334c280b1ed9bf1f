"""Mutated workbooks written to disk, read as a user's file is, and judged."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable
from itertools import zip_longest
from pathlib import Path

import numpy as np

from loader.content import content_hash
from loader.source import read_source
from tests.fuzz import file_damage, file_mutations
from tests.fuzz.cases import FILE, Case
from tests.fuzz.file_mutations import Book
from tests.fuzz.judge import Outcome, attempted, judged, refuse
from tests.loader.economies import varied
from tests.loader.sheets import ALL, Sheet, write

KINDS = tuple(
    kind
    for pair in zip_longest(file_mutations.KINDS, file_damage.KINDS)
    for kind in pair
    if kind is not None
)
"""In turn such as must load and such as must not, so that a few of them hold both."""
FULL = 0.1  # of the flows: enough to close, little to write


class Files:
    """One full-size workbook in a folder, and what its content is."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / FILE
        self.sheet: Sheet = varied(ALL, full=FULL, seed=3)
        write(self.path, self.sheet)
        with zipfile.ZipFile(self.path) as archive:
            self.parts = {name: archive.read(name) for name in archive.namelist()}
        self.whole = read_file(self.path)

    def fuzz(self, seed: int, numbers: Iterable[int]) -> list[Outcome]:
        return [self.fuzz_one(seed, number) for number in numbers]

    def fuzz_one(self, seed: int, number: int) -> Outcome:
        draw = np.random.default_rng([seed, 1, number])
        kind = KINDS[number % len(KINDS)]
        book = Book(Case(self.sheet, ALL, draw, 2017), dict(self.parts))
        verdict = kind(book)
        self.path.write_bytes(book.content())
        became, said = attempted(lambda: read_file(self.path))
        if became == "loaded" and said != self.whole:
            became = "changed"
        return judged(
            f"file: {kind.__name__}", verdict, became, said, "", f"seed {seed} file {number}"
        )


def read_file(path: Path) -> str:
    """Content hash of the only table of a workbook; refuses it on findings of severity error."""
    reading = read_source(path)
    refuse(reading.findings)
    (tables,) = reading.tables
    return content_hash(tables)
