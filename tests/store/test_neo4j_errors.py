"""What a person is told who names the wrong server, port or database."""

from __future__ import annotations

from urllib.parse import quote

import pytest

from graph_service.errors import BadParameter, StoreUnavailable
from graph_service.store.neo4j import open_neo4j
from graph_service.store.neo4j_driver import check_version
from graph_service.store.neo4j_url import parse
from tests.neo4j_running import RunningNeo4j


@pytest.mark.parametrize(
    ("agent", "said"),
    [
        ("Neo4j/4.4.38", "runs Neo4j 4.4.38, Tanlu needs 5.26 or newer"),
        ("Neo4j/5.25.1", "runs Neo4j 5.25.1, Tanlu needs 5.26 or newer"),
        ("Neo4j/v5.2.0 - compatible with Memgraph", "is no Neo4j"),
        ("", "is no Neo4j"),
    ],
)
def test_a_server_of_another_version_or_kind_is_named(agent: str, said: str) -> None:
    with pytest.raises(StoreUnavailable, match=f"somewhere:7687 {said}"):
        check_version(agent, "somewhere:7687")


@pytest.mark.parametrize("version", ["5.26.0", "5.26.30", "2026.01.4", "2026.08.1"])
def test_newer_lines_of_versions_are_taken(version: str) -> None:
    assert check_version(f"Neo4j/{version}", "somewhere:7687") == version


def test_a_database_that_is_not_there_is_named(neo4j_server: RunningNeo4j) -> None:
    with pytest.raises(StoreUnavailable, match="has no database 'nowhere'") as raised:
        open_neo4j(f"{neo4j_server.url}/nowhere")
    assert "leave it out" in raised.value.hint


def test_the_port_of_http_is_told_from_that_of_bolt(neo4j_server: RunningNeo4j) -> None:
    bolt, http = neo4j_server.server.bolt_port, neo4j_server.server.http_port
    with pytest.raises(StoreUnavailable, match="speaks HTTP, not Bolt") as raised:
        open_neo4j(neo4j_server.url.replace(f":{bolt}", f":{http}"))
    assert "7687" in raised.value.hint


@pytest.mark.parametrize("url", ["bolt://", "bolt://host:port", "bolt://host/a/b", "http://host"])
def test_what_is_no_store_url_is_refused(url: str) -> None:
    with pytest.raises(BadParameter, match=r"[Uu][Rr][Ll]"):
        open_neo4j(url)


@pytest.mark.parametrize("password", ["pa/ss", "1/2", "1/a/b", "a?b", "a#b", "a[b", "[]"])
def test_a_password_that_a_url_cannot_hold_as_it_is_must_be_percent_encoded(password: str) -> None:
    with pytest.raises(BadParameter, match="percent-encoded") as raised:
        open_neo4j(f"bolt://neo4j:{password}@localhost:7687/neo4j")
    assert "%2F for /" in raised.value.hint
    assert password not in raised.value.message + raised.value.hint
    assert parse(f"bolt://neo4j:{quote(password, safe='')}@localhost").password == password


@pytest.mark.parametrize("password", ["a@b", "a:b", "a+b&c=d", "a;b,c!$*'()"])
def test_other_special_characters_of_a_password_are_taken_as_they_are(password: str) -> None:
    found = parse(f"bolt+s://neo4j:{password}@localhost:7688/data")
    assert (found.password, found.place, found.database) == (password, "localhost:7688", "data")
