"""Running services move to what is published: none of their answers fails or mixes two graphs."""

from __future__ import annotations

import json
import random
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from graph_service.graph import Graph
from graph_service.live import LiveGraph
from graph_service.services import catalog
from graph_service.store.pointer import Pointer, read_pointer
from loader.plan import Publication
from tests.economy import economy, publish
from tests.serving import Answer, Service, serving
from tests.waiting import LONG_S, wait_for

RATE = 20  # requests a second
SECONDS = 12
ASKERS = 8
PATIENT = {
    "TANLU_HEAVY_QUERIES": f"{2 * ASKERS}",
    "TANLU_CYPHER_TIMEOUT_S": "240",
    "TANLU_QUERY_TIMEOUT_S": "240",
}
"""The services refuse nobody because the machine is slow."""
CYPHER = {"statement": "MATCH (i:Industry) RETURN i.edition AS e, sum(i.co2_kt) AS t ORDER BY e"}
PATHS = (
    "/health/ready",
    "/api/v1/editions",
    "/api/v1/industries?edition=2017&limit=126",
    "/api/v1/flows?edition=2017&limit=500",
    "/api/v1/backbone?edition=2017&province=GD",
    "/api/v1/queries/catalog.counts",
)
Ask = Callable[[Service], Answer]


@dataclass
class Stage:
    """A store with three states in turn, two services on it, and their answers at rest."""

    url: str
    services: tuple[Service, Service]
    questions: dict[str, Ask]
    known: dict[str, dict[str, Answer]] = field(default_factory=dict)

    def show(self, seed: int) -> str:
        """Publish the state of a seed and return its version."""
        return publish(self.url, [economy("2017", seed=seed)], replace=True).pointer.content_hash

    def learn(self, version: str) -> None:
        arrived(self.services[0], version)
        answers = {name: ask(self.services[0]) for name, ask in self.questions.items()}
        self.known[version[:16]] = answers

    def wrong(self, name: str, answer: Answer) -> str | None:
        """What is wrong with an answer under load; None where it is wholly of one version."""
        if answer.status != 200:
            return f"{name}: {answer.status} {answer.content[:200]}"
        if answer not in [answers[name] for answers in self.known.values()]:
            return f"{name}: no answer of one of the versions, it says {answer.version}"
        return None


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    folder = tmp_path_factory.mktemp("moving")
    url = f"embedded:{folder / 'tanlu.lbug'}"
    publish(url, [economy("2017", seed=1), economy("2018", seed=9)])
    logs = folder / "first", folder / "second"
    for log in logs:
        log.mkdir()
    with pytest.MonkeyPatch.context() as patch, ExitStack() as stack:
        for name, value in PATIENT.items():
            patch.setenv(name, value)
        first, second = (stack.enter_context(serving(url, log)) for log in logs)
        questions: dict[str, Ask] = {path: asking(path) for path in PATHS}
        questions["cypher"] = asking("/api/v1/cypher", CYPHER)
        questions["page"] = asking("/_dash-update-component", page_request(first))
        it = Stage(url, (first, second), questions)
        for seed in (1, 2, 3):
            it.learn(it.show(seed))
        yield it


def asking(path: str, body: Any = None) -> Ask:
    return lambda service: service.ask(path, body)


def page_request(service: Service) -> dict[str, Any]:
    """What a browser sends to fill the network page."""
    callbacks = json.loads(service.ask("/_dash-dependencies").content)
    (callback,) = [c for c in callbacks if [i["id"] for i in c["inputs"]] == ["net-request"]]
    outputs = [one.rpartition(".") for one in callback["output"].strip(".").split("...")]
    box = {"width": 900, "height": 600, "narrow": False, "key": "", "lang": "en"}
    return {
        "output": callback["output"],
        "outputs": [{"id": id, "property": name.partition("@")[0]} for id, _, name in outputs],
        "inputs": [{"id": "net-request", "property": "data", "value": box}],
        "state": [{**one, "value": "?edition=2017&province=GD"} for one in callback["state"]],
        "changedPropIds": ["net-request.data"],
    }


def arrived(service: Service, version: str) -> None:
    wait_for(lambda: service.version() == version[:16])


def test_the_states_differ_in_every_answer(stage: Stage) -> None:
    assert len(stage.known) == 3
    for name in stage.questions:
        answers = [answers[name] for answers in stage.known.values()]
        assert len({answer.content for answer in answers}) == 3, name
        assert {answer.status for answer in answers} == {200}, name


def test_under_load_no_request_fails_and_each_answer_is_of_one_version(stage: Stage) -> None:
    ended = threading.Event()
    came: list[tuple[str, Answer]] = []

    def ask(seed: int) -> None:
        draw = random.Random(seed)
        due = time.monotonic()
        while not ended.is_set():
            name = draw.choice(list(stage.questions))
            came.append((name, stage.questions[name](stage.services[0])))
            due = max(due + ASKERS / RATE, time.monotonic())
            time.sleep(due - time.monotonic() if due > time.monotonic() else 0)

    askers = [threading.Thread(target=ask, args=(seed,)) for seed in range(ASKERS)]
    began, published, enough = time.monotonic(), 0, False
    for asker in askers:
        asker.start()
    try:
        while time.monotonic() < began + SECONDS or not enough:
            assert time.monotonic() < began + SECONDS + LONG_S
            version = stage.show(1 + published % 3)
            published += 1
            # Two graphs are kept: nobody is promised that one before these can still be opened.
            arrived(stage.services[0], version)
            came.append(("cypher", stage.questions["cypher"](stage.services[0])))
            seen = {answer.version for _, answer in came}
            enough = published >= 3 and len(came) > RATE * SECONDS / 2 and seen >= set(stage.known)
    finally:
        ended.set()
        for asker in askers:
            asker.join()
    assert [wrong for one in came if (wrong := stage.wrong(*one))] == []
    for service in stage.services:
        arrived(service, version)


def test_a_service_closes_the_graphs_that_it_has_left(stage: Stage) -> None:
    for service in stage.services:
        wait_for(lambda service=service: len(service.open_graphs()) == 1)  # type: ignore[misc]


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"embedded:{tmp_path / 'tanlu.lbug'}"


@pytest.fixture
def two(url: str) -> tuple[LiveGraph, Graph, Publication]:
    """A live graph that stands on the first publication, and the second one."""
    publish(url, [economy("2017")])
    live = LiveGraph(url, retry_s=0.2)
    return live, live.graph(), publish(url, [economy("2018", seed=2)])


def moved(live: LiveGraph, before: Graph, *, within_s: float) -> Graph:
    limit = time.monotonic() + within_s
    while live.graph() is before and time.monotonic() < limit:
        time.sleep(0.02)
    return live.graph()


def test_a_graph_that_cannot_be_opened_is_tried_again(
    two: tuple[LiveGraph, Graph, Publication], tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    live, before, done = two
    file = tmp_path / done.pointer.file
    file.rename(tmp_path / "aside")
    wait_for(lambda: live.graph() is before and "ERROR" in caplog.text)
    assert moved(live, before, within_s=1) is before
    assert [row["id"] for row in catalog.editions(before)] == ["2017"]
    assert [r.message for r in caplog.records if r.levelname == "ERROR"] == [
        "the new graph cannot be used, the old one stays"
    ]
    (tmp_path / "aside").rename(file)
    after = moved(live, before, within_s=LONG_S)
    assert [row["id"] for row in catalog.editions(after)] == ["2017", "2018"]
    live.close()


@pytest.mark.parametrize("spoil", ["gone", "garbage"])
def test_whatever_happens_to_the_pointer_the_graph_in_use_stays(
    two: tuple[LiveGraph, Graph, Publication], tmp_path: Path, spoil: str
) -> None:
    live, before, _ = two
    pointer = tmp_path / "tanlu.lbug"
    text = pointer.read_text()
    pointer.unlink()
    if spoil == "garbage":
        pointer.write_bytes(b"\x00")
    assert moved(live, before, within_s=0.5) is before
    pointer.write_text(text)
    assert moved(live, before, within_s=LONG_S) is not before
    live.close()


def test_the_graph_before_stays_for_services_that_have_not_moved(
    two: tuple[LiveGraph, Graph, Publication], tmp_path: Path
) -> None:
    _, before, done = two
    graphs = {file.name for file in (tmp_path / "tanlu.lbug.d").glob("*.lbug")}
    now: Pointer | None = read_pointer(tmp_path / "tanlu.lbug")
    assert now == done.pointer
    assert graphs == {Path(now.file).name, f"{before.version[:16]}.lbug"}
