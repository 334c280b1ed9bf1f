from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.console import tanlu
from tests.neo4j_running import RunningNeo4j


@pytest.fixture(scope="module")
def with_sample(neo4j_server: RunningNeo4j, sample_files: tuple[Path, ...]) -> RunningNeo4j:
    """A Neo4j that holds both tables of the sample, as a reader of the document has them."""
    neo4j_server.wipe()
    ended = tanlu("load", *sample_files[:2], "--store", neo4j_server.url)
    assert ended.code == 0, ended.err
    return neo4j_server
