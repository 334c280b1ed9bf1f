"""A tiny graph in a folder of its own, and the attempts to misuse a read-only endpoint."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import ladybug
import pytest

from graph_service.store.sandbox import Sandbox

TEXT = (Path(__file__).parent / "attempts.json").read_text(encoding="utf-8")
ATTEMPTS = json.loads(TEXT)
INJECTED = "/tmp/injected.csv"
MADE = {"dump", *re.findall(r"\w+\.\w+", TEXT + INJECTED)}
"""Names that an attempt could give to a file or folder."""

SCHEMA_AND_DATA = (
    "CREATE NODE TABLE Province(code STRING PRIMARY KEY, name_en STRING, name_zh STRING,"
    " founded DATE, seen TIMESTAMP, ratio DOUBLE)",
    "CREATE NODE TABLE Industry(id STRING PRIMARY KEY, province STRING, co2_kt DOUBLE, rank INT64)",
    "CREATE REL TABLE IN_PROVINCE(FROM Industry TO Province)",
    "CREATE REL TABLE SUPPLIES(FROM Industry TO Industry, value_mcny DOUBLE)",
    "CREATE (:Province {code: 'BJ', name_en: 'Beijing', name_zh: '北京', ratio: 0.5,"
    " founded: date('1949-10-01'), seen: timestamp('2020-01-02 03:04:05')}),"
    " (:Province {code: 'GD', name_en: 'Guangdong', name_zh: '广东; 粤 // \"岭南\"', ratio: 1.5}),"
    " (:Province {code: 'HE', name_en: 'Hebei', name_zh: '河北'})",
    "UNWIND range(1, 6) AS i CREATE (:Industry {id: 'i' + CAST(i AS STRING),"
    " province: CASE WHEN i < 4 THEN 'BJ' ELSE 'GD' END, co2_kt: i * 10.0, rank: i})",
    "MATCH (a:Industry), (b:Industry)"
    " CREATE (a)-[:SUPPLIES {value_mcny: a.rank * 10 + b.rank}]->(b)",
    "MATCH (a:Industry), (p:Province) WHERE a.province = p.code CREATE (a)-[:IN_PROVINCE]->(p)",
)
NODES, RELATIONSHIPS = 9, 42


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "attempt" in metafunc.fixturenames:
        pairs = [(kind, text) for kind, texts in ATTEMPTS.items() for text in texts]
        ids = [f"{kind}-{number}" for number, (kind, _) in enumerate(pairs)]
        metafunc.parametrize("attempt", [text for _, text in pairs], ids=ids)


@pytest.fixture(scope="session")
def attempts() -> list[str]:
    return [text for texts in ATTEMPTS.values() for text in texts]


@pytest.fixture(scope="session")
def made_graph(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("made") / "tiny.lbug"
    database = ladybug.Database(file, buffer_pool_size=64 << 20)
    connection = ladybug.Connection(database)
    for text in SCHEMA_AND_DATA:
        connection.execute(text).close()
    connection.close()
    database.close()
    return file


@pytest.fixture(scope="module")
def graph_file(made_graph: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("graph")
    return Path(shutil.copy(made_graph, folder / "tiny.lbug"))


@pytest.fixture(scope="module")
def sandbox(graph_file: Path) -> Iterator[Sandbox]:
    with Sandbox(graph_file, workers=2, memory_mb=512) as pool:
        yield pool


class Seal:
    """What must be the same after all attempts: the file's bytes and what lies in the folders.

    In folders that other programs use too, only names count that stand in an attempt.
    """

    def __init__(self, graph: Path, *folders: Path) -> None:
        self._graph, self._folders = graph, (graph.parent, *folders)
        self._before = self._state()

    def _state(self) -> tuple[str, list[str]]:
        names = [str(path) for folder in self._folders for path in sorted(folder.iterdir())]
        shared = [
            path for folder in (Path.cwd(), Path("/tmp")) for path in sorted(folder.iterdir())
        ]
        names += [str(path) for path in shared if path.name in MADE]
        return hashlib.sha256(self._graph.read_bytes()).hexdigest(), names

    def check(self) -> None:
        digest, names = self._state()
        assert names == self._before[1]
        assert digest == self._before[0]
        with Sandbox(self._graph, workers=1, memory_mb=256) as pool:
            limits = {"timeout_s": 60.0, "max_rows": 10}
            assert pool.run("MATCH (n) RETURN count(*)", **limits).data == [(NODES,)]
            found = pool.run("MATCH ()-[r]->() RETURN count(*)", **limits).data
            assert found == [(RELATIONSHIPS,)]


@pytest.fixture
def seal(graph_file: Path, tmp_path: Path) -> Iterator[Seal]:
    """Checks after the test; ``{out}`` in an attempt is the folder watched here."""
    watched = Seal(graph_file, tmp_path, Path("/"))
    yield watched
    watched.check()
