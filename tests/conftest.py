"""Fixtures that every test may use."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import ExitStack
from functools import cache
from pathlib import Path
from typing import Any

import hypothesis
import pytest

from loader.sample import write_sample
from tests.neo4j_running import RunningNeo4j, running_neo4j

ROOT = Path(__file__).resolve().parent.parent
Step = tuple[str, int, int]
# How long an example takes says more of the machine's other work than of ours.
hypothesis.settings.register_profile("tanlu", deadline=None)
hypothesis.settings.load_profile("tanlu")
# Most servers of the tests live for seconds: to compile their code better, again, does not pay.
COMPILED_ONCE = "-XX:TieredStopAtLevel=1"
os.environ.setdefault("JAVA_TOOL_OPTIONS", COMPILED_ONCE)
SERVERS = pytest.StashKey[list[str]]()
WHOLE = {"api", "cli", "services", "ui"}
"""Folders whose tests share what is dear to make."""
EARLY = ("test_neo4j_faults.py", "test_torture_neo4j.py", "test_torture.py", "test_image.py")
"""Few tests that take long: not left for the end, when the other process would wait for them."""


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
    with ExitStack() as stack:
        with pytest.MonkeyPatch.context() as patch:
            options = os.environ["JAVA_TOOL_OPTIONS"].replace(COMPILED_ONCE, "")
            patch.setenv("JAVA_TOOL_OPTIONS", options)
            folder = tmp_path_factory.mktemp("neo4j")
            running = stack.enter_context(running_neo4j(folder, http=True))
        _told(pytestconfig, [running.told()])
        yield running


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What fills the Neo4j server with a full-size workbook comes last: to empty it is slow."""
    items.sort(key=lambda item: "slow" in item.keywords and "publish_neo4j" in item.nodeid)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Where tests run in several processes, those of the one Neo4j server stay in one."""
    from xdist.scheduler import LoadScopeScheduling

    class ByServer(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return _group(ROOT / nodeid.partition("::")[0])

        def schedule(self) -> None:
            super().schedule()
            for group in EARLY:
                if group in self.workqueue:
                    self.workqueue.move_to_end(group, last=False)

    return ByServer(config, log)


@cache
def _group(file: Path) -> str:
    """Tests of one group run one after the other in the same process."""
    folder = file.parent
    if any(
        "neo4j_server" in one.read_text("utf-8")
        for one in (file, folder / "conftest.py")
        if one.exists()
    ):
        return "neo4j"
    return folder.name if folder.name in WHOLE else file.name


def _told(config: pytest.Config, servers: list[str]) -> None:
    """Keep what servers took for the summary, which another process writes if there are several."""
    output = getattr(config, "workeroutput", None)
    if output is None:
        config.stash.setdefault(SERVERS, []).extend(servers)
    else:
        output["servers"] = output.get("servers", []) + servers


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """Take over what a process of tests noted of its servers."""
    _told(node.config, getattr(node, "workeroutput", {}).get("servers", []))


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    """Tell what the Neo4j server took: time and download."""
    for told in config.stash.get(SERVERS, []):
        terminalreporter.write_line(f"Neo4j server {told}")
