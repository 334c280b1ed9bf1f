"""A server that demands TLS, set up as docs/neo4j.md says, and each scheme of a store URL."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from graph_service.errors import StoreUnavailable
from graph_service.neo4j_jars import fetch_jars, jars_folder
from graph_service.neo4j_server import Neo4jServer
from graph_service.store.neo4j import Neo4jStore
from graph_service.store.neo4j_url import parse
from tests.cli.console import Outcome
from tests.neo4j_running import RunningNeo4j
from tests.ports import free_port

ROOT = Path(__file__).resolve().parents[2]
MAKING = ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=neo4j"]
FOR_LOOPBACK = ["-addext", "subjectAltName=IP:127.0.0.1"]


def documented() -> tuple[str, ...]:
    text = (ROOT / "docs" / "neo4j.md").read_text(encoding="utf-8")
    found = re.search(r"^```ini\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    assert found is not None
    return tuple(found[1].split())


@pytest.fixture(scope="module")
def secured(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Neo4jServer]:
    home = tmp_path_factory.mktemp("secured") / "neo4j"
    keys = home / "certificates" / "bolt"
    keys.mkdir(parents=True)
    files = ["-keyout", str(keys / "private.key"), "-out", str(keys / "public.crt")]
    subprocess.run(["openssl", *MAKING, *FOR_LOOPBACK, *files], check=True, capture_output=True)
    # As one made at random may: neo4j-admin would take it for an option.
    (home / "password").write_text("-of-tests-only")
    # Without plugins, as a server of one's own may be.
    plain = tmp_path_factory.mktemp("jars") / jars_folder().name
    (plain / "plugins").mkdir(parents=True)
    (plain / "lib").symlink_to(fetch_jars().folder / "lib")
    server = Neo4jServer(
        home,
        free_port(),
        heap="512m",
        page_cache="64m",
        jars=plain.parent,
        scheme="bolt+ssc",
        extra=documented(),
    )
    server.start()
    yield server
    server.kill()


def info(url: str, **environment: str) -> Outcome:
    """`tanlu info` in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "tanlu", "info", "--store", url],
        cwd=ROOT,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    return Outcome(done.returncode, done.stdout, done.stderr)


@pytest.mark.parametrize("scheme", ["bolt+ssc", "neo4j+ssc"])
def test_any_certificate_is_taken_where_the_scheme_says_so(
    secured: Neo4jServer, scheme: str
) -> None:
    ended = info(secured.url.replace("bolt+ssc", scheme))
    assert "there is no graph" in ended.err


@pytest.mark.parametrize("scheme", ["bolt+s", "neo4j+s"])
def test_a_certificate_must_be_signed_by_a_known_authority(
    secured: Neo4jServer, scheme: str
) -> None:
    url = secured.url.replace("bolt+ssc", scheme)
    ended = info(url)
    assert ended.code == 3
    assert "not trusted: self-signed certificate" in ended.err
    assert "SSL_CERT_FILE" in ended.err
    authority = secured.home / "certificates" / "bolt" / "public.crt"
    assert "there is no graph" in info(url, SSL_CERT_FILE=str(authority)).err


@pytest.mark.parametrize("scheme", ["bolt", "neo4j"])
def test_a_server_that_demands_tls_takes_nothing_else(secured: Neo4jServer, scheme: str) -> None:
    ended = info(secured.url.replace("bolt+ssc", scheme))
    assert ended.code == 3
    assert "without TLS" in ended.err
    assert f"{scheme}+s://" in ended.err
    assert "Traceback" not in ended.err
    assert secured.password not in ended.err


def test_a_server_without_graph_data_science_is_told_when_it_is_needed(
    secured: Neo4jServer,
) -> None:
    store = Neo4jStore(parse(secured.url), writable=True)
    try:
        assert store.features()["gds"] is None
        with pytest.raises(StoreUnavailable, match="no Graph Data Science plugin") as raised:
            store.require_gds()
        assert "docs/neo4j.md" in raised.value.hint
    finally:
        store.close()


def test_a_server_without_tls_is_told_apart(neo4j_server: RunningNeo4j) -> None:
    for scheme in ("bolt+s", "neo4j+ssc"):
        ended = info(neo4j_server.url.replace("bolt", scheme))
        assert ended.code == 3
        assert "makes no TLS connection" in ended.err
        assert f"{scheme.partition('+')[0]}://" in ended.err
