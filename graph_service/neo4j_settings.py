"""Settings of a Neo4j server: those that every server of Tanlu shares, and those of one."""

from __future__ import annotations

from pathlib import Path

from graph_service.neo4j_jars import POM

SHARED = POM.parent / "neo4j.conf"
"""What ``tanlu neo4j start`` and docker-compose.yml have in common."""


def read_settings(text: str) -> dict[str, str]:
    """Names and values of a file in the form of neo4j.conf."""
    lines = (line.strip() for line in text.splitlines())
    pairs = (line.partition("=") for line in lines if line and not line.startswith("#"))
    return {name.strip(): value.strip() for name, _, value in pairs}


def write_settings(
    jars: Path, *, address: str, bolt_port: int, http_port: int, heap: str, page_cache: str
) -> str:
    """The text of neo4j.conf for one server; HTTP is off where its port is 0."""
    own = {
        "server.directories.plugins": f"{jars}/plugins",
        "server.directories.lib": f"{jars}/lib",
        "server.bolt.listen_address": f"{address}:{bolt_port}",
        "server.bolt.advertised_address": f"{address}:{bolt_port}",
        "server.http.enabled": "true" if http_port else "false",
        "server.http.listen_address": f"{address}:{http_port}",
        "server.https.enabled": "false",
        "server.memory.heap.initial_size": heap,
        "server.memory.heap.max_size": heap,
        "server.memory.pagecache.size": page_cache,
    }
    lines = [f"{name}={value}" for name, value in own.items()]
    return "\n".join([SHARED.read_text(encoding="utf-8").rstrip(), *lines, ""])
