"""Networks in the server that are interrupted while they are made: none stays behind."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pyarrow as pa
import pytest

from graph_service.errors import StoreUnavailable
from graph_service.gds.projections import Projections
from graph_service.store.neo4j import Neo4jStore, open_neo4j
from tests.gds.conftest import projected
from tests.gds.test_projections import NATION, at_least
from tests.neo4j_running import RunningNeo4j


@pytest.fixture
def store(economies: RunningNeo4j) -> Neo4jStore:
    assert projected(economies) == []
    return open_neo4j(economies.url)


def test_one_that_an_interrupted_transaction_left_is_replaced(
    economies: RunningNeo4j, store: Neo4jStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The driver runs a transaction again whose connection broke after it had projected."""
    monkeypatch.setattr("graph_service.gds.projections.secrets.token_hex", lambda _: "again")
    name = f"{NATION.named(str(store.pin))}-again"
    economies.run(
        "MATCH (i:Industry) RETURN gds.graph.project($name, i, null).nodeCount AS n", name=name
    )
    assert projected(economies) == [name]
    with Projections(store).use(NATION) as ours:
        assert (ours.name, projected(economies)) == (name, [name])
        assert ours.links > 0
    economies.run("CALL gds.graph.drop($name) YIELD graphName RETURN 1", name=name)
    store.close()


def test_one_that_the_server_has_lost_is_made_anew(
    economies: RunningNeo4j, store: Neo4jStore
) -> None:
    """A restart, or somebody's gds.graph.drop, takes it away while it is kept here."""
    held = Projections(store)
    with held.use(NATION) as first:
        lost, links = first.name, first.links
    assert projected(economies) == [lost]
    economies.run("CALL gds.graph.drop($name) YIELD graphName RETURN 1", name=lost)
    for _ in range(2):
        with held.use(NATION) as again:
            assert projected(economies) == [again.name] != [lost]
            assert (again.links, again.users) == (links, 1)
    held.close()
    assert projected(economies) == []
    store.close()


class Interrupted(Projections):
    """What befalls it when the server has projected is told by ``then``."""

    then: Callable[[], None]

    def _ask(self, name: str, /, **values: Any) -> pa.Table:
        found = super()._ask(name, **values)
        if name == "project":
            self.then()
        return found


@pytest.mark.parametrize("error", [StoreUnavailable("it broke"), KeyboardInterrupt()])
def test_one_that_was_made_without_an_answer_is_dropped(
    economies: RunningNeo4j, store: Neo4jStore, error: BaseException
) -> None:
    def broken() -> None:
        assert len(projected(economies)) == 1
        raise error

    held = Interrupted(store)
    held.then = broken
    with pytest.raises(type(error)):
        with held.use(NATION):
            pass
    assert projected(economies) == []
    store.close()


def test_one_that_is_made_while_the_store_closes_is_dropped(
    economies: RunningNeo4j, store: Neo4jStore
) -> None:
    held = Interrupted(store)
    closing = threading.Thread(target=held.close)

    def close() -> None:
        closing.start()
        while not held._closed:
            threading.Event().wait(0.01)

    held.then = close
    for _ in range(2):
        with pytest.raises(StoreUnavailable, match="closed"):
            with held.use(NATION):
                pass
    closing.join(240)
    assert not closing.is_alive()
    assert projected(economies) == []
    store.close()


def test_one_that_is_there_does_not_wait_for_another_that_is_made(
    economies: RunningNeo4j, store: Neo4jStore
) -> None:
    held = Interrupted(store)
    making, used = threading.Event(), threading.Event()
    held.then = lambda: None
    with held.use(NATION) as first:
        pass

    def slow() -> None:
        making.set()
        assert used.wait(240)

    held.then = slow
    other = threading.Thread(target=lambda: held.use(at_least(1.0)).__enter__())
    other.start()
    assert making.wait(240)
    with held.use(NATION) as again:
        assert again is first
        used.set()
    other.join(240)
    held.close()
    assert projected(economies) == []
    store.close()
