"""Analyses of hundreds of industries: so many at a time, and others are told to come back."""

from __future__ import annotations

import threading
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait

import pytest
from starlette.testclient import TestClient

from graph_service.api import ask, create_app
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
    monkeypatch.setattr(ask, "PATIENCE_S", 0.3)
    monkeypatch.setattr(backbone, "LARGE", 100)
    settings = Settings(allowed_hosts=["testserver"], heavy_queries=1)
    params = {"edition": "2017", "method": "disparity"} | asked
    with TestClient(create_app(LiveGraph(store), settings)) as client, ThreadPoolExecutor(2) as two:

        def get(**scope: str) -> tuple[int, str]:
            answer = client.get(f"/api/v1/{path}", params=params | scope)
            return answer.status_code, answer.json().get("code", "")

        with working:
            waiting = [two.submit(get, nation="true") for _ in range(2)]
            (refused,) = wait(waiting, 10, FIRST_COMPLETED).done
            assert refused.result() == (503, "too_busy")
            if path == "backbone":
                assert get(province="GD")[0] == 200
        assert sorted(one.result(10)[0] for one in waiting) == [200, 503]
        assert get(nation="true")[0] == 200
