"""Analyses of hundreds of industries: so many at a time, and others are told to come back."""

from __future__ import annotations

import threading
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait

import pytest
from starlette.testclient import TestClient

from graph_service.api import create_app, places
from graph_service.live import LiveGraph
from graph_service.services import backbone, networks
from graph_service.settings import Settings


@pytest.mark.parametrize(
    ("path", "asked", "working"),
    [
        ("backbone", {"alpha": 0.5}, backbone._ONE_LARGE),
        ("network", {"min_weight": 2.0}, networks.AT_ONCE),
    ],
)
def test_a_nation_beyond_the_places_is_refused_and_a_province_is_not(
    store: str,
    monkeypatch: pytest.MonkeyPatch,
    path: str,
    asked: dict[str, float],
    working: threading.Semaphore,
) -> None:
    monkeypatch.setattr(places, "PATIENCE_S", 0.3)
    monkeypatch.setattr(backbone, "LARGE", 100)
    settings = Settings(allowed_hosts=["testserver"], heavy_queries=1)
    params = {"edition": "2017", "method": "disparity"} | asked
    with TestClient(create_app(LiveGraph(store), settings)) as client, ThreadPoolExecutor(2) as two:

        def get(**scope: str) -> tuple[int, str]:
            answer = client.get(f"/api/v1/{path}", params=params | scope)
            return answer.status_code, answer.json().get("code", "")

        with working:
            waiting = [two.submit(get, nation="true") for _ in range(2)]
            (refused,) = wait(waiting, 240, FIRST_COMPLETED).done
            assert refused.result() == (503, "too_busy")
            if path == "backbone":
                assert get(province="GD")[0] == 200
        assert sorted(one.result(240)[0] for one in waiting) == [200, 503]
        assert get(nation="true")[0] == 200


HEAVY = (
    "extraction",
    "sensitivity",
    "matrix/L",
    "network",
    "backbone",
    "chains/upstream",
    "queries/catalog.version",
)


def test_the_places_are_one_number_for_all_routes(
    store: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(places, "PATIENCE_S", 0.05)
    monkeypatch.setattr(backbone, "LARGE", 100)
    settings = Settings(allowed_hosts=["testserver"], heavy_queries=1)
    with TestClient(create_app(LiveGraph(store), settings)) as client, ThreadPoolExecutor(2) as two:

        def get(path: str) -> tuple[int, str]:
            params = {"edition": "2017"}
            if path in ("backbone", "network"):
                params |= {"nation": "true", "method": "disparity"}
            if path == "chains/upstream":
                params |= {"province": "GD", "cover": "0.8"}
            answer = client.get(f"/api/v1/{path}", params={} if "/cat" in path else params)
            return answer.status_code, answer.json().get("code", "")

        with backbone._ONE_LARGE, networks.AT_ONCE:
            held = [two.submit(get, path) for path in ("backbone", "network")]
            (refused,) = wait(held, 240, FIRST_COMPLETED).done
            assert refused.result() == (503, "too_busy"), "the other one holds the place"
            assert [get(path) for path in HEAVY] == [(503, "too_busy")] * len(HEAVY)
            statement = client.post("/api/v1/cypher", json={"statement": "RETURN 1 AS one"})
            assert (statement.status_code, statement.json()["code"]) == (503, "too_busy")
            assert get("scopes")[0] == 200, "needs no place"
        assert sorted(one.result(240)[0] for one in held) == [200, 503]
        assert [get(path)[0] for path in HEAVY] == [200] * len(HEAVY)
