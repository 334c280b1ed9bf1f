"""Fixtures that every test may use."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest

from loader.sample import write_sample
from tests.neo4j_running import RunningNeo4j, running_neo4j

ROOT = Path(__file__).resolve().parent.parent
Step = tuple[str, int, int]
# How long an example takes says more of the machine's other work than of ours.
hypothesis.settings.register_profile("tanlu", deadline=None)
hypothesis.settings.load_profile("tanlu")
SERVERS = pytest.StashKey[list[str]]()


@pytest.fixture(scope="session")
def reference_data() -> Path:
    """The folder with real and reconstructed test data, used in place; skips where it is absent."""
    folder = Path(os.environ.get("TANLU_REFERENCE_DATA", ROOT.parent / "shared" / "data")).resolve()
    if not folder.is_dir():
        if os.environ.get("CI"):
            pytest.fail(f"reference data must be present in CI: {folder}")
        pytest.skip(f"reference data not found at {folder}; set TANLU_REFERENCE_DATA")
    return folder


@pytest.fixture(scope="session")
def written_sample(
    tmp_path_factory: pytest.TempPathFactory,
) -> tuple[tuple[Path, ...], list[Step]]:
    """The four sample workbooks, and the progress reported while they were written."""
    steps: list[Step] = []
    folder = tmp_path_factory.mktemp("sample")
    return write_sample(folder, progress=lambda *step: steps.append(step)), steps


@pytest.fixture(scope="session")
def sample_files(written_sample: tuple[tuple[Path, ...], list[Step]]) -> tuple[Path, ...]:
    """The two sample tables, then their two inventories, written once for all tests."""
    return written_sample[0]


@pytest.fixture(scope="session")
def full_store(reference_data: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    """A store with all that there is: four editions, inventories, cities; loaded once."""
    from loader.load import load

    url = f"embedded:{tmp_path_factory.mktemp('full') / 'tanlu.lbug'}"
    load(url, [reference_data / "ceads", reference_data / "mrio_reconstructed"])
    return url


@pytest.fixture(scope="session")
def neo4j_server(
    tmp_path_factory: pytest.TempPathFactory, pytestconfig: pytest.Config
) -> Iterator[RunningNeo4j]:
    """A real Neo4j with GDS for the whole run, HTTP API on; never skipped.

    It has one database, which whoever uses it shares with the tests before: call ``wipe()``
    first. Tests that use it cannot run in parallel.
    """
    with running_neo4j(tmp_path_factory.mktemp("neo4j"), http=True) as running:
        pytestconfig.stash.setdefault(SERVERS, []).append(running.told())
        yield running


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    """Tell what the Neo4j server took: time and download."""
    for told in config.stash.get(SERVERS, []):
        terminalreporter.write_line(f"Neo4j server {told}")
