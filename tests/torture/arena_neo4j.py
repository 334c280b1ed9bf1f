"""A Neo4j server that is killed while a load exchanges one state of its graph for another.

Both states are of one edition, so that each round begins where the one before ended. A service
started once answers from the server all the time, and is asked all the time.
"""

from __future__ import annotations

import os
import random
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest

from tests.loader.economies import varied
from tests.loader.sheets import ALL, write
from tests.neo4j_running import RunningNeo4j, running_neo4j
from tests.serving import Answer, Service, serving
from tests.torture.arena import QUESTIONS as OF_TWO_EDITIONS
from tests.torture.loads_neo4j import LEFT, PHASES, Watch, loading

QUESTIONS = tuple(question for question in OF_TWO_EDITIONS if "2015" not in question)
READY = "/health/ready"
FROM_MEMORY = "/api/v1/editions"
"""Is of the old graph until all of the new one is read, when other answers may be new already."""
WELL_S = 240.0
"""So long after its server is back a service may take: a mark of moving holds for half a minute."""
PAUSE_S = 0.1
TRIES = 6
COUNTED = (
    "MATCH (n) UNWIND labels(n) AS name WITH name, count(*) AS n "
    "WHERE NOT name STARTS WITH 'Stag' AND NOT name IN ['Dropped', 'Loader'] "
    "RETURN name, n ORDER BY name",
    "MATCH (a)-[r]->() WHERE NONE(l IN labels(a) WHERE l STARTS WITH 'Stag' OR l = 'Dropped') "
    "RETURN type(r) AS name, count(*) AS n ORDER BY name",
    "MATCH (:Industry)-[f:SUPPLIES]->(:Industry) RETURN round(sum(f.value_mcny), 4) AS n",
)


@dataclass(frozen=True)
class Moment:
    """When whom to kill: at a part of the usual length of a phase, after it began."""

    phase: str
    part: float
    whom: str


@dataclass(frozen=True)
class Round:
    """What came of one kill; ``wrong`` says what should not have been."""

    moment: Moment
    hit: bool
    ended: str = ""
    answered: str = ""
    well_s: float = 0.0
    next_s: float = 0.0
    asked: int = 0
    wrong: tuple[str, ...] = ()


@dataclass
class Asker:
    """Asks the service in a thread; notes what is neither 503 nor an answer of a known state."""

    service: Service
    states: dict[str, dict[str, Answer]]
    asked: int = 0
    wrong: list[str] = field(default_factory=list)

    @contextmanager
    def asking(self) -> Iterator[None]:
        ended = threading.Event()

        def ask() -> None:
            while not ended.wait(PAUSE_S):
                question = QUESTIONS[self.asked % len(QUESTIONS)]
                answer = self.service.ask(question)
                self.asked += 1
                if answer.status != 503:
                    self.wrong += compare({question: answer}, self.states)

        thread = threading.Thread(target=ask)
        thread.start()
        try:
            yield
        finally:
            ended.set()
            thread.join()


@dataclass
class Arena:
    """The server, its service, and the two states by version: their answers, what they hold."""

    neo4j: RunningNeo4j
    files: dict[str, Path]
    service: Service
    states: dict[str, dict[str, Answer]]
    held: dict[str, list[Any]]
    usual: dict[str, float]
    batches: int

    def tries(self, moment: Moment) -> Iterator[Round]:
        """Rounds until a kill is in time: where the load had ended already, at half the part."""
        for halved in range(TRIES):
            done = self.round(replace(moment, part=moment.part / 2**halved))
            yield done
            if done.hit:
                return

    def round(self, moment: Moment) -> Round:
        """Kill at a moment, look, load again, look."""
        old = self.service.version()
        (new,) = self.states.keys() - {old}
        asker = Asker(self.service, self.states)
        with asker.asking():
            hit, ended, wrong = self._kill(moment, old, new)
            began = time.monotonic()
            wrong += self.await_well()
            well = time.monotonic() - began
            answered, found = self.settled()
            began = time.monotonic()
            with loading(self.neo4j.url, [self.files[new]], "--replace") as it:
                code, said = it.end()
            took = time.monotonic() - began
        wrong += [*found, *asker.wrong, *self.is_new(new, code, said)]
        state = {old: "old", new: "new"}.get(answered, answered)
        return Round(moment, hit, ended, state, well, took, asker.asked, tuple(wrong))

    def _kill(self, moment: Moment, old: str, new: str) -> tuple[bool, str, list[str]]:
        """Whether the kill was in time, how the load ended, and what is wrong with that."""
        files = [self.files[new]]
        with Watch(self.neo4j) as watch, loading(self.neo4j.url, files, "--replace") as it:
            hit = it.await_phase(watch, moment.phase, self.long(old), self.batches)
            time.sleep(moment.part * self.usual[moment.phase] if hit else 0)
            hit = hit and it.process.poll() is None
            if hit and moment.whom == "loader":
                it.kill()
                it.end()
                return True, "killed", []
            if hit:
                self.neo4j.server.kill()
                self.neo4j.server.start()
            code, said = it.end()
        in_order = code == 0 or (hit and code == 3 and "Neo4j" in said and "Traceback" not in said)
        wrong = [] if in_order else [f"the loader ended with {code}: {said[-300:]}"]
        return hit, "went on" if code == 0 else "error", wrong

    def long(self, version: str) -> str:
        """The whole content hash of a version that is published."""
        (row,) = self.neo4j.run("MATCH (v:GraphVersion) RETURN v.content_hash AS hash")
        whole = str(row["hash"])
        assert whole.startswith(version)
        return whole

    def await_well(self) -> list[str]:
        """Ask until the store answers."""
        end = time.monotonic() + WELL_S
        while (answer := self.service.ask(READY)).status != 200:
            if time.monotonic() > end:
                return [f"not well {WELL_S:.0f} s after the server was back: {answer.content}"]
            time.sleep(PAUSE_S)
        return []

    def settled(self) -> tuple[str, list[str]]:
        """The version that is published, and what is wrong with the answers or what is held."""
        (row,) = self.neo4j.run("MATCH (v:GraphVersion) RETURN v.content_hash AS hash")
        version = str(row["hash"])[:16]
        if version not in self.states:
            return "?", [f"the database names {version}"]
        end = time.monotonic() + WELL_S
        while self.service.ask(FROM_MEMORY).version != version and time.monotonic() < end:
            time.sleep(PAUSE_S)
        only = {version: self.states[version]}
        wrong = compare(self.service.answers(QUESTIONS), only)
        if self.holds() != self.held[version]:
            wrong.append(f"the database holds {self.holds()}, not {self.held[version]}")
        return version, wrong

    def holds(self) -> list[Any]:
        """What raw Cypher finds under the labels of a published graph."""
        return [self.neo4j.run(text) for text in COUNTED]

    def is_new(self, new: str, code: int, said: str) -> list[str]:
        """What is not as it must be after the next load."""
        wrong = [f"the next load ended with {code}: {said[-300:]}"] if code else []
        version, found = self.settled()
        if version != new:
            wrong.append("the next load has not published the new graph")
        if left := self.neo4j.run(LEFT):
            wrong.append(f"left in the database: {left}")
        return wrong + found


def compare(answers: dict[str, Answer], states: dict[str, dict[str, Answer]]) -> list[str]:
    """Answers that are of none of the states, each with where it leaves the state it names."""
    return [
        f"{question}: {answer.status}, of {answer.version}{_beside(question, answer, states)}"
        for question, answer in answers.items()
        if answer not in [state[question] for state in states.values()]
    ]


def _beside(question: str, answer: Answer, states: dict[str, dict[str, Answer]]) -> str:
    if answer.version not in states:
        return f": {answer.content[:300]}"
    found, right = answer.content, states[answer.version][question].content
    at = len(os.path.commonprefix([found, right]))
    return f": at {at} …{found[max(0, at - 60) : at + 60]}… not …{right[at : at + 60]}…"


@contextmanager
def arena(folder: Path, *, full: float = 1.0) -> Iterator[Arena]:
    """Write both workbooks, load each undisturbed and learn it; ``full`` thins out the flows."""
    layout: dict[str, Any] = {"classification": "ceads42_2012", "year": 2017, "name": "Table_2017"}
    files = [
        write(folder / f"MRIO_{seed}.xlsx", varied(ALL, seed=seed, full=full, **layout))
        for seed in (1, 2)
    ]
    with running_neo4j(folder / "neo4j") as neo4j, pytest.MonkeyPatch.context() as patch:
        patch.setenv("TANLU_ARRAY_CACHE", "")
        with loading(neo4j.url, files[:1]) as it:
            code, said = it.end()
        assert code == 0, said
        with serving(neo4j.url, folder) as service:
            it_is = Arena(neo4j, {}, service, {}, {}, {}, 0)
            first = service.version()
            _learn(it_is, first, files[0])
            with Watch(neo4j) as watch, loading(neo4j.url, files[1:], "--replace") as it:
                it_is.usual, it_is.batches = it.times(watch, it_is.long(first))
                code, said = it.end()
            assert code == 0, said
            while (second := service.ask(FROM_MEMORY).version) == first:
                time.sleep(PAUSE_S)
            assert second is not None
            _learn(it_is, second, files[1])
            yield it_is


def _learn(it_is: Arena, version: str, file: Path) -> None:
    it_is.files[version] = file
    it_is.states[version] = it_is.service.answers(QUESTIONS)
    it_is.held[version] = it_is.holds()


def moments(shares: dict[tuple[str, str], int], seed: int) -> list[Moment]:
    """So many moments of each phase and victim, in the order of the phases."""
    draw = random.Random(seed)
    chosen = [
        Moment(phase, draw.random(), whom)
        for (phase, whom), count in shares.items()
        for _ in range(count)
    ]
    return sorted(chosen, key=lambda moment: (moment.whom, PHASES.index(moment.phase)))
