from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from graph_service.api import create_app
from graph_service.live import LiveGraph
from graph_service.settings import Settings
from tests.cli.console import digest
from tests.economy import economy, publish
from tests.loader.sheets import build, write

QUESTIONS = (
    "/api/v1/editions",
    "/api/v1/industries?edition=2017",
    "/api/v1/flows?edition=2017",
    "/api/v1/backbone?edition=2017&province=GD",
)
PASSING = re.compile(rb'"(elapsed_ms|warming_up|warmed_in_ms)":[^,}]+,?')


@dataclass(frozen=True)
class Standing:
    """A store with the real edition 2017, and a service that runs on it."""

    folder: Path
    client: TestClient

    @property
    def url(self) -> str:
        return f"embedded:{self.folder / 'tanlu.lbug'}"

    def answers(self) -> list[bytes]:
        replies = [self.client.get(question) for question in QUESTIONS]
        assert {reply.status_code for reply in replies} == {200}
        return [PASSING.sub(b"", reply.content) for reply in replies]

    @contextmanager
    def unchanged(self) -> Iterator[None]:
        """Whatever happens in the block, no byte of what is published or answered may differ.

        Readings are kept for the next load also where a load is refused.
        """
        files, answers = self._published(), self.answers()
        yield
        assert self._published() == files
        assert self.answers() == answers

    def _published(self) -> dict[str, str]:
        return {name: sha for name, sha in digest(self.folder).items() if "readings/" not in name}


@pytest.fixture(scope="session")
def standing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Standing]:
    folder = tmp_path_factory.mktemp("standing")
    url = f"embedded:{folder / 'tanlu.lbug'}"
    publish(url, [economy("2017")])
    app = create_app(LiveGraph(url), Settings(allowed_hosts=["testserver"]))
    with TestClient(app, raise_server_exceptions=False) as client:
        yield Standing(folder, client)


@pytest.fixture(scope="session")
def good(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workbook with one table, edition 2018."""
    sheet = build(classification="ceads42_2012", year=2018, name="Table_2018")
    return write(tmp_path_factory.mktemp("good") / "MRIO_2018.xlsx", sheet)


@pytest.fixture(scope="session")
def rival(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workbook with another table for the edition that stands."""
    sheet = build(classification="ceads42_2012", name="Table_2017_consistent")
    return write(tmp_path_factory.mktemp("rival") / "MRIO_2017.xlsx", sheet)


@pytest.fixture(scope="session")
def broken(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workbook with a table that lacks a province."""
    sheet = build()
    sheet.drop_columns([c for (p, _), c in sheet.column.items() if p == "GD"])
    return write(tmp_path_factory.mktemp("broken") / "MRIO_broken.xlsx", sheet)
