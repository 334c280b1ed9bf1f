"""``tanlu neo4j start|stop|status`` with a real server."""

from __future__ import annotations

import os
import re
import resource
import shutil
import signal
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import neo4j
import pytest

from graph_service.neo4j_process import gone
from graph_service.neo4j_server import Neo4jServer
from tests.cli.console import Outcome, tanlu
from tests.ports import free_port


@dataclass(frozen=True)
class Own:
    """A server made by the command line."""

    home: Path
    port: int
    first: Outcome

    def start(self, *more: object) -> Outcome:
        return tanlu("neo4j", "start", "--home", self.home, "--port", self.port, *more)

    def stop(self) -> Outcome:
        return tanlu("neo4j", "stop", "--home", self.home)

    def status(self) -> Outcome:
        return tanlu("neo4j", "status", "--home", self.home)

    @property
    def url(self) -> str:
        return self.first.out.strip()

    def run(self, text: str) -> list[list[object]]:
        with neo4j.GraphDatabase.driver(
            f"bolt://127.0.0.1:{self.port}", auth=("neo4j", password(self.home))
        ) as driver:
            return driver.execute_query(text, database_="neo4j").records


def password(home: Path) -> str:
    return (home / "password").read_text()


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Own]:
    home, port = tmp_path_factory.mktemp("own") / "neo4j", free_port()
    first = tanlu("neo4j", "start", "--home", home, "--port", port, "--heap", "512m")
    assert first.code == 0, first.err
    yield Own(home, port, first)
    Neo4jServer(home).kill()


@pytest.fixture
def runs(own: Own) -> Own:
    """The same, running, whatever a test before did to it."""
    again = own.start("--heap", "512m")
    assert again.code == 0, again.err
    return own


def test_start_prints_the_store_url_alone(own: Own) -> None:
    assert own.first.out == f"bolt://neo4j:{password(own.home)}@127.0.0.1:{own.port}\n"
    assert "started" in own.first.err
    assert password(own.home) not in own.first.err


def test_nobody_else_can_read_the_password(own: Own) -> None:
    assert (own.home / "password").stat().st_mode & 0o777 == 0o600
    assert len(password(own.home)) >= 24
    holding = []
    for file in own.home.rglob("*"):
        with suppress(FileNotFoundError, IsADirectoryError):
            if file.stat().st_size < 1e6 and password(own.home).encode() in file.read_bytes():
                holding.append(file.name)
    assert holding == ["password"]


def listening(pid: int) -> list[tuple[str, int]]:
    """Addresses, as the kernel writes them, and ports on which a process listens."""
    own = set()
    for link in Path(f"/proc/{pid}/fd").iterdir():
        with suppress(FileNotFoundError):
            own.add(os.readlink(link))
    found = []
    for table in ("tcp", "tcp6"):
        for line in Path(f"/proc/{pid}/net/{table}").read_text().splitlines()[1:]:
            fields = line.split()
            address, _, port = fields[1].rpartition(":")
            if fields[3] == "0A" and f"socket:[{fields[9]}]" in own:
                found.append((address, int(port, 16)))
    return found


def test_it_listens_on_loopback_only(runs: Own) -> None:
    pid = Neo4jServer(runs.home).pid
    assert pid is not None
    ((address, port),) = listening(pid)
    assert address in ("0100007F", "0000000000000000FFFF00000100007F")
    assert port == runs.port


def test_status_tells_the_server_and_hides_the_password(runs: Own) -> None:
    ended = runs.status()
    assert ended.code == 0, ended.err
    assert f"bolt://neo4j:***@127.0.0.1:{runs.port}" in ended.out
    assert f"in {runs.home / 'password'}" in ended.out
    assert password(runs.home) not in ended.out + ended.err
    assert re.search(r"versions +Neo4j 5\.26\.\d+, GDS 2\.13\.\d+, Java (17|21)\.", ended.out)
    assert re.search(r"data +\d+ MB", ended.out)
    assert re.search(r"HTTP API +off", ended.out)


def test_a_start_of_a_running_server_gives_its_url_again(runs: Own) -> None:
    pid = Neo4jServer(runs.home).pid
    again = runs.start()
    assert (again.code, again.out) == (0, runs.first.out)
    assert "already" in again.err
    assert Neo4jServer(runs.home).pid == pid


def test_a_heap_that_a_running_server_does_not_get_is_said(runs: Own) -> None:
    other = runs.start("--heap", "3g")
    assert (other.code, other.out) == (0, runs.first.out)
    assert "stays 512m" in other.err
    assert "`tanlu neo4j stop`, then `tanlu neo4j start --heap 3g`" in other.err
    assert "heap 512m" in runs.status().out
    for same in (runs.start(), runs.start("--heap", "512m")):
        assert "stays" not in same.err


def test_a_running_server_does_not_move_to_another_port(runs: Own) -> None:
    ended = tanlu("neo4j", "start", "--home", runs.home, "--port", free_port())
    assert ended.code == 3
    assert f"runs already, on port {runs.port}" in ended.err
    assert "tanlu neo4j stop" in ended.err


def test_two_servers_do_not_share_a_port(runs: Own, tmp_path: Path) -> None:
    ended = tanlu("neo4j", "start", "--home", tmp_path / "two", "--port", runs.port)
    assert ended.code == 3
    assert f"port {runs.port}" in ended.err
    assert "--port" in ended.err


def test_a_wrong_password_file_is_named(runs: Own) -> None:
    right = password(runs.home)
    (runs.home / "password").write_text("another")
    try:
        for ended in (runs.start(), runs.status()):
            assert ended.code == 3
            assert str(runs.home / "password") in ended.err
    finally:
        (runs.home / "password").write_text(right)


def test_a_database_that_could_not_write_is_not_said_to_run(runs: Own) -> None:
    """A limit on the size of its files ends its writing as a full disk does."""
    pid = Neo4jServer(runs.home).pid
    assert pid is not None
    resource.prlimit(pid, resource.RLIMIT_FSIZE, (1 << 20, 1 << 20))
    with pytest.raises(neo4j.exceptions.DatabaseError):
        runs.run(f"UNWIND range(1, 20000) AS i CREATE (:Thing {{text: '{'x' * 300}'}})")
    for ended in (runs.status(), runs.start()):
        assert ended.code == 3, ended.out
        assert "its database does not answer" in ended.err
        assert "must be restarted" in ended.err
        assert "make space, then `tanlu neo4j stop`" in ended.err
        assert "running" not in ended.out
        assert runs.url not in ended.out
    assert runs.stop().code == 0
    assert runs.start("--heap", "512m").code == 0
    assert runs.status().code == 0


def test_the_data_outlives_a_stop(runs: Own) -> None:
    runs.run("CREATE (:Kept {by: 'stop'})")
    stopped = runs.stop()
    assert (stopped.code, stopped.out) == (0, "")
    ended = runs.status()
    assert ended.code == 3
    assert "no Neo4j runs" in ended.err
    assert "MB in" in ended.out
    again = runs.start("--heap", "512m")
    assert again.out == runs.first.out, again.err
    assert len(runs.run("MATCH (n:Kept {by: 'stop'}) RETURN n")) == 1


def test_the_data_outlives_a_crash_and_the_old_process_id_misleads_nobody(runs: Own) -> None:
    runs.run("CREATE (:Kept {by: 'crash'})")
    pid = Neo4jServer(runs.home).pid
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    assert gone(pid, 120)
    (runs.home / "run" / "pid").write_text(str(os.getpid()))
    assert runs.status().code == 3
    stopped = runs.stop()
    assert stopped.code == 0
    assert "no Neo4j runs" in stopped.err
    assert runs.start("--heap", "512m").code == 0
    assert len(runs.run("MATCH (n:Kept {by: 'crash'}) RETURN n")) == 1


def test_a_copy_of_the_folder_of_a_stopped_server_is_a_backup(runs: Own, tmp_path: Path) -> None:
    runs.run("MERGE (:Kept {by: 'copy'})")
    assert runs.stop().code == 0
    copy = shutil.copytree(runs.home, tmp_path / "backup")
    runs.start("--fresh", "--heap", "512m")
    port = free_port()
    other = tanlu("neo4j", "start", "--home", copy, "--port", port, "--heap", "512m")
    try:
        assert other.out == f"bolt://neo4j:{password(runs.home)}@127.0.0.1:{port}\n", other.err
        restored = Own(copy, port, other)
        assert len(restored.run("MATCH (n:Kept {by: 'copy'}) RETURN n")) == 1
        assert runs.run("MATCH (n:Kept) RETURN n") == []
    finally:
        Neo4jServer(copy).kill()


def test_fresh_throws_the_data_away_also_while_it_runs_and_http_can_be_switched_on(
    runs: Own,
) -> None:
    runs.run("CREATE (:Kept {by: 'nobody'})")
    http = free_port()
    again = runs.start("--fresh", "--heap", "512m", "--http-port", http)
    assert again.code == 0, again.err
    assert again.out == runs.first.out
    assert f"http://127.0.0.1:{http}" in again.err
    assert runs.run("MATCH (n:Kept) RETURN n") == []
    assert f"http://127.0.0.1:{http}" in runs.status().out
    # As `export TANLU_STORE="$(tanlu neo4j start)"` of the README does: no port is named.
    plain = tanlu("neo4j", "start", "--home", runs.home)
    assert (plain.code, plain.out) == (0, runs.first.out)
    assert f"http://127.0.0.1:{http}" in plain.err
    off = runs.start("--http-port", 0)
    assert (off.code, off.out) == (3, "")
    assert f"with HTTP on port {http}" in off.err
