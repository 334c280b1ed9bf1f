"""What keeps ``tanlu neo4j start`` from its work is said, and nothing is broken by it."""

from __future__ import annotations

import fcntl
import resource
import socket
from pathlib import Path

import pytest

from graph_service import neo4j_jars, neo4j_server
from graph_service.errors import StoreUnavailable
from graph_service.neo4j_jars import fetch_jars, find_java, pinned_versions, refuse_small_disk
from graph_service.neo4j_troubles import why_it_ended
from tests.cli.console import digest, tanlu, tanlu_process
from tests.ports import free_port


@pytest.fixture
def lone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that is all of PATH, on a machine without installed Javas."""
    monkeypatch.delenv("JAVA_HOME", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    monkeypatch.setattr(neo4j_jars, "SYSTEM_JAVAS", tmp_path / "jvm")
    (tmp_path / "bin").mkdir()
    return tmp_path / "bin"


def install(java: Path, version: str) -> None:
    """A program that tells the version of a Java."""
    java.parent.mkdir(parents=True, exist_ok=True)
    java.write_text(f"#!/bin/sh\necho 'openjdk version \"{version}\" 2021-01-19' >&2\n")
    java.chmod(0o755)


def test_without_java_the_package_to_install_is_named(lone: Path) -> None:
    assert not list(lone.iterdir())
    with pytest.raises(StoreUnavailable, match="there is no Java here") as raised:
        find_java()
    assert "openjdk-17" in raised.value.hint


@pytest.mark.parametrize("version", ["1.8.0_292", "11.0.2", "16.0.1", "18", "25.0.1"])
def test_a_java_that_is_too_old_or_too_new_is_named(lone: Path, version: str) -> None:
    install(lone / "java", version)
    with pytest.raises(StoreUnavailable, match=f"{lone}/java is Java {version}") as raised:
        find_java()
    assert "17 or 21" in raised.value.message
    assert "JAVA_HOME" in raised.value.hint


@pytest.mark.parametrize("version", ["17", "17.0.15", "21.0.2"])
def test_a_fitting_java_is_found_beside_one_that_does_not_fit(
    lone: Path, tmp_path: Path, version: str
) -> None:
    install(lone / "java", "11.0.2")
    fitting = tmp_path / "jvm" / "java-other" / "bin" / "java"
    install(fitting, version)
    assert find_java() == str(fitting)


def test_java_home_wins(lone: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    install(lone / "java", "17.0.1")
    install(tmp_path / "mine" / "bin" / "java", "21.0.2")
    monkeypatch.setenv("JAVA_HOME", str(tmp_path / "mine"))
    assert find_java() == str(tmp_path / "mine" / "bin" / "java")


def test_without_maven_the_package_to_install_is_named(lone: Path, tmp_path: Path) -> None:
    assert not list(lone.iterdir())
    with pytest.raises(StoreUnavailable, match="Maven is missing") as raised:
        fetch_jars(tmp_path / "jars")
    assert "apt-get install maven" in raised.value.hint


def test_a_fetch_that_fails_leaves_no_half_of_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    nowhere = "-Dhttp.proxyHost=127.0.0.1 -Dhttp.proxyPort=9"
    offline = f"-Dmaven.repo.local={tmp_path / 'm2'} {nowhere} {nowhere.replace('http.', 'https.')}"
    monkeypatch.setenv("MAVEN_OPTS", offline)
    with pytest.raises(StoreUnavailable, match="Maven could not fetch Neo4j") as raised:
        fetch_jars(tmp_path / "jars")
    assert "reachable" in raised.value.hint
    assert not neo4j_jars.jars_folder(tmp_path / "jars").exists()


def test_the_pinned_versions_are_those_of_the_pom() -> None:
    assert str(pinned_versions()) == "Neo4j 5.26.30 with GDS 2.13.9"


def test_a_small_disk_is_said_with_what_is_needed_and_free(tmp_path: Path) -> None:
    with pytest.raises(StoreUnavailable, match=r"needs 1,000,000,000 MB .* MB are free"):
        refuse_small_disk(tmp_path / "not" / "there", 1e9, "it")


def test_a_heap_beyond_the_memory_is_refused_and_no_folder_is_left(tmp_path: Path) -> None:
    home = tmp_path / "a" / "n"
    ended = tanlu("neo4j", "start", "--home", home, "--port", free_port(), "--heap", "9000g")
    assert not list(tmp_path.iterdir())
    assert ended.code == 3
    assert "not enough memory" in ended.err
    assert "--heap" in ended.err


def test_a_size_that_java_would_not_read_is_refused(tmp_path: Path) -> None:
    for heap in ("1t", "", "g", "0m", "1.5g", "1g -Dx"):
        ended = tanlu("neo4j", "start", "--home", tmp_path, "--heap", heap)
        assert ended.code == 2, heap
        assert "512m or 4g" in ended.err


def test_a_disk_that_is_too_small_is_refused_and_nothing_is_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(neo4j_server, "EMPTY_MB", 1e9)
    ended = tanlu("neo4j", "start", "--home", tmp_path, "--port", free_port())
    assert ended.code == 3
    assert "an empty Neo4j needs 1,000,000,000 MB" in ended.err
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("options", ["", "-XX:TieredStopAtLevel=1"])
def test_a_java_that_gets_no_memory_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, options: str
) -> None:
    """With options from outside Java begins by naming them, and that was taken for its error."""
    monkeypatch.setenv("JAVA_TOOL_OPTIONS", options)

    def limited() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (4 << 30, 4 << 30))

    call = ["neo4j", "start", "--home", tmp_path / "n", "--port", free_port(), "--heap", "6g"]
    ended = tanlu_process(*call, before=limited)
    assert ended.code == 3
    assert "memory" in ended.err
    assert "--heap" in ended.err
    assert "Traceback" not in ended.err


def test_a_taken_port_is_named(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        home = ["neo4j", "start", "--home", tmp_path / "n"]
        for more in (["--port", port], ["--port", free_port(), "--http-port", port]):
            ended = tanlu(*home, *more)
            assert ended.code == 3
            assert f"port {port}" in ended.err
            assert "--http-port" in ended.err
            assert not list(tmp_path.iterdir())


def test_a_folder_of_other_things_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "mine.csv").write_text("mine")
    (tmp_path / "conf").mkdir()
    (tmp_path / "conf" / "neo4j.conf").write_text("server.bolt.listen_address=127.0.0.1:7687\n")
    before = digest(tmp_path)
    ended = tanlu("neo4j", "start", "--home", tmp_path, "--port", free_port(), "--fresh")
    assert ended.code == 3
    assert "holds conf, data, but no Neo4j of Tanlu" in ended.err
    assert digest(tmp_path) == before


def test_a_second_start_at_the_same_time_is_told_to_wait(tmp_path: Path) -> None:
    with (tmp_path / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        ended = tanlu("neo4j", "start", "--home", tmp_path, "--port", free_port())
    assert ended.code == 3
    assert "under way" in ended.err


def test_a_folder_below_a_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    ended = tanlu("neo4j", "start", "--home", tmp_path / "file" / "n", "--port", free_port())
    assert ended.code == 3
    assert f"cannot write to {tmp_path / 'file' / 'n'}" in ended.err


def test_data_without_its_password_is_said(tmp_path: Path) -> None:
    (tmp_path / "conf").mkdir()
    (tmp_path / "conf" / "neo4j.conf").write_text("# of `tanlu neo4j start`\n")
    (tmp_path / "data" / "dbms").mkdir(parents=True)
    ended = tanlu("neo4j", "start", "--home", tmp_path, "--port", free_port())
    assert ended.code == 3
    assert str(tmp_path / "password") in ended.err
    assert not (tmp_path / "password").exists()


SAID = {
    "Error occurred: Could not reserve enough space for 1048576KB object heap": "out of memory",
    "java.lang.OutOfMemoryError: Java heap space": "out of memory",
    "java.io.IOException: No space left on device": "disk is full",
    "Caused by: java.net.BindException: Address already in use": "port is taken",
    "Neo4j cannot be started because of: FileLockException": "another Neo4j uses this data",
    "Failed to start: the sky is falling": "the sky is falling",
    "": "it said nothing",
}


@pytest.mark.parametrize("line", SAID)
def test_what_ended_a_server_is_read_from_its_logs(tmp_path: Path, line: str) -> None:
    (tmp_path / "logs").mkdir()
    (tmp_path / "logs" / "console.log").write_text(line)
    error = why_it_ended(tmp_path, ended=True)
    assert SAID[line] in error.message
    assert str(tmp_path / "logs") in error.hint
