from __future__ import annotations

from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from graph_service.api import create_app
from graph_service.live import LiveGraph
from graph_service.settings import Settings
from loader.layout import Tables
from tests.economy import economy, publish


@pytest.fixture(scope="session")
def tables() -> Tables:
    return economy()


@pytest.fixture(scope="session")
def store(tables: Tables, tmp_path_factory: pytest.TempPathFactory) -> str:
    url = f"embedded:{tmp_path_factory.mktemp('api') / 'tanlu.lbug'}"
    publish(url, [tables])
    return url


@pytest.fixture(scope="session")
def settings() -> Settings:
    return Settings(allowed_hosts=["testserver"], page_rows=500, body_bytes=200_000)


@pytest.fixture(scope="session")
def client(store: str, settings: Settings) -> Iterator[TestClient]:
    app = create_app(LiveGraph(store), settings)
    with TestClient(app, raise_server_exceptions=False) as client:
        yield client


@pytest.fixture(scope="session")
def sample_client(
    settings: Settings, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[TestClient]:
    url = f"embedded:{tmp_path_factory.mktemp('sample') / 'tanlu.lbug'}"
    publish(url, [economy("sample-a", synthetic=True)])
    with TestClient(create_app(LiveGraph(url), settings)) as client:
        yield client
