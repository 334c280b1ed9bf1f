"""A store with an old state and a load that makes the new one, killed again and again.

A service started once answers from the store all the time. Each round kills the load at one
moment, asks the service, loads again, asks again, and puts the old state back.
"""

from __future__ import annotations

import random
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from graph_service.store.pointer import read_pointer
from loader.load import load
from tests.loader.economies import varied
from tests.loader.inventories import provincial
from tests.loader.sheets import ALL, Sheet, build, write
from tests.serving import Answer, Service, serving
from tests.torture.loads import PHASES, Stand, loading

QUESTIONS = (
    "/api/v1/editions",
    "/api/v1/queries/catalog.counts",
    "/api/v1/queries/catalog.sources",
    "/api/v1/queries/catalog.findings",
    *(
        f"/api/v1/{question}"
        for edition in ("2015", "2017")
        for question in (
            f"industries?edition={edition}&limit=300",
            f"flows?edition={edition}&limit=300",
            f"backbone?edition={edition}&province=GD",
        )
    ),
)
SHARES = {"start": 2, "read": 12, "keep": 10, "enrich": 6, "build": 10, "publish": 6, "clean": 4}
"""Kills of fifty in each phase: also the short ones, where the disk changes, get their part."""
GONE_S = 30.0
"""So long after a kill no process of the load may be left."""


@dataclass(frozen=True)
class Moment:
    """When to kill: at a part of the usual length of a phase, after it began."""

    phase: str
    part: float


@dataclass(frozen=True)
class Round:
    """What came of one kill; ``wrong`` says what should not have been."""

    moment: Moment
    hit: bool
    seen: str = ""
    answered: str = ""
    gone_s: float = 0.0
    next_s: float = 0.0
    wrong: tuple[str, ...] = ()


@dataclass(frozen=True)
class Arena:
    """The store, its service, and the answers of the two states, by version and question."""

    url: str
    pristine: Path
    files: tuple[Path, ...]
    service: Service
    old: str
    new: str
    states: dict[str, dict[str, Answer]]
    usual: dict[str, float]

    @property
    def pointer(self) -> Path:
        return Path(self.url.partition(":")[2])

    @property
    def folder(self) -> Path:
        return self.pointer.with_name(f"{self.pointer.name}.d")

    def round(self, moment: Moment) -> Round:
        """Kill a load at a moment, look, load again, look, and put the old state back."""
        with loading(self.url, self.files) as it:
            hit = it.await_phase(moment.phase)
            time.sleep(moment.part * self.usual[moment.phase] if hit else 0)
            seen = it.look()
            hit = seen != "end" and it.kill()
            code, said, gone = it.end()
        wrong = [f"processes left for {gone:.1f} s"] if gone > GONE_S else []
        if not hit and code != 0:
            wrong.append(f"the loader ended with {code}: {said[-300:]}")
        answered, found = self.settled()
        wrong += found
        began = time.monotonic()
        with loading(self.url, self.files) as it:
            code, said, _ = it.end()
        took = time.monotonic() - began
        if code:
            wrong.append(f"the next load ended with {code}: {said[-300:]}")
        wrong += self.is_new()
        self.restore()
        return Round(moment, hit, seen, answered, gone, took, tuple(wrong))

    def settled(self) -> tuple[str, list[str]]:
        """Which state the service answers with, and what is wrong with its answers."""
        wrong = self.compare(self.service.answers(QUESTIONS))
        published = read_pointer(self.pointer)
        assert published is not None
        version = published.content_hash[:16]
        if version not in self.states:
            return "?", [*wrong, f"the pointer names {version}"]
        self.await_version(version)
        wrong += self.compare(self.service.answers(QUESTIONS), only=version)
        return "old" if version == self.old else "new", wrong

    def is_new(self) -> list[str]:
        """What is not as it must be after a load that succeeded."""
        state, wrong = self.settled()
        now = Stand.of(self.pointer)
        if state != "new":
            wrong.append("the next load has not published the new graph")
        if now.building or any(name.startswith(".") for name in now.readings):
            wrong.append("half-done work was left in the store's folder")
        if len(now.readings) != 1 + len(self.files):
            wrong.append(f"{len(now.readings)} readings are kept")
        if len(now.graphs) > 2:
            wrong.append(f"{len(now.graphs)} graph files are kept")
        if beside := {file.name for file in self.pointer.parent.iterdir()} - BESIDE:
            wrong.append(f"left beside the pointer: {', '.join(sorted(beside))}")
        return wrong

    def compare(self, answers: dict[str, Answer], *, only: str | None = None) -> list[str]:
        """Answers that are of none of the known states, or not of the only one allowed."""
        allowed = [self.states[only]] if only else list(self.states.values())
        return [
            f"{question}: {answer.status}, of version {answer.version}"
            for question, answer in answers.items()
            if answer not in [state[question] for state in allowed]
        ]

    def await_version(self, version: str, *, timeout_s: float = 180) -> None:
        """Ask until the service answers from a version."""
        limit = time.monotonic() + timeout_s
        while self.service.version() != version and time.monotonic() < limit:
            time.sleep(0.02)

    def restore(self) -> None:
        """Put the old state back; the pointer is swapped as a load would."""
        before = self.pristine / self.folder.name
        for file in before.glob("*.lbug"):
            if not (self.folder / file.name).exists():
                shutil.copy2(file, self.folder)
        fresh = self.pointer.with_name("fresh")
        shutil.copy(self.pristine / self.pointer.name, fresh)
        fresh.replace(self.pointer)
        self.await_version(self.old)
        for item in self.folder.iterdir():
            if item.is_dir():
                shutil.rmtree(item)
            elif not (before / item.name).exists():
                item.unlink()
        shutil.copytree(before / "readings", self.folder / "readings")


BESIDE = {"tanlu.lbug", "tanlu.lbug.d"}


@contextmanager
def arena(folder: Path, *, dense: bool = True) -> Iterator[Arena]:
    """Write the workbooks, load the old state, serve it, and learn the new one undisturbed.

    ``dense`` tables hold 57,000 flows each and numbers of all sizes, the others 2,600.
    """
    url = f"embedded:{folder / 'store' / 'tanlu.lbug'}"
    first, *files = workbooks(folder, varied if dense else build)
    load(url, [first])
    pristine = folder / "pristine"
    shutil.copytree(folder / "store", pristine)
    with serving(url, folder) as service:
        states: dict[str, dict[str, Answer]] = {}
        old = service.version()
        states[old] = service.answers(QUESTIONS)
        with loading(url, files) as it:
            usual = it.times()
            code, said, _ = it.end()
        assert code == 0, said
        published = read_pointer(folder / "store" / "tanlu.lbug")
        assert published is not None
        new = published.content_hash[:16]
        it_is = Arena(url, pristine, tuple(files), service, old, new, states, usual)
        it_is.await_version(new)
        states[new] = service.answers(QUESTIONS)
        it_is.restore()
        yield it_is


def workbooks(folder: Path, table: Callable[..., Sheet]) -> list[Path]:
    """Edition 2017, which stands, and what joins it: edition 2015 and an inventory."""
    made = [
        write(
            folder / f"MRIO_{year}.xlsx",
            table(ALL, classification="ceads42_2012", year=year, name=f"Table_{year}"),
        )
        for year in (2017, 2015)
    ]
    return [*made, provincial(folder / "Inventory_2016.xlsx", year=2016)]


def moments(count: int, seed: int) -> list[Moment]:
    """Moments drawn over all phases."""
    draw = random.Random(seed)
    phases = [phase for phase in PHASES[:-1] for _ in range(SHARES[phase])]
    chosen: list[str] = []
    while len(chosen) < count:
        chosen += draw.sample(phases, len(phases))
    return [Moment(phase, draw.random()) for phase in chosen[:count]]
