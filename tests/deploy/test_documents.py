"""docs/neo4j.md against the files that it speaks of."""

from __future__ import annotations

import re
from pathlib import Path

import yaml

from graph_service.neo4j_jars import DOWNLOAD_MB, pinned_versions
from graph_service.neo4j_settings import SHARED, read_settings
from graph_service.store.neo4j_url import SCHEMES

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "docs" / "neo4j.md").read_text(encoding="utf-8")
COMPOSED = ("docker-compose.yml", "docker-compose.embedded.yml")


def test_every_setting_of_the_server_is_explained_and_no_other() -> None:
    table = TEXT.partition("## What is closed")[2].partition("## TLS")[0]
    rows = re.findall(r"^\| (`.+?) \|", table, re.MULTILINE)
    named = {name for row in rows for name in re.findall(r"`([\w.]+)`", row)}
    assert named == set(read_settings(SHARED.read_text(encoding="utf-8")))


def test_every_variable_of_the_compose_files_is_in_the_table_and_no_other() -> None:
    used = {
        name
        for file in COMPOSED
        for name in re.findall(r"\$\{(\w+):", (ROOT / file).read_text(encoding="utf-8"))
    }
    table = TEXT.partition("## With Docker")[2].partition("## The store URL")[0]
    rows = re.findall(r"^\| (`[A-Z].+?) \|", table, re.MULTILINE)
    assert {name for row in rows for name in re.findall(r"`(\w+)`", row)} == used


def test_the_commands_of_the_documents_name_services_and_profiles_that_there_are() -> None:
    services = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))["services"]
    profiles = {name for service in services.values() for name in service.get("profiles", [])}
    texts = [TEXT, *((ROOT / name).read_text() for name in ("README.md", "README.zh.md"))]
    lines = [line for text in texts for line in re.findall(r"^docker compose .+", text, re.M)]
    assert len(lines) >= 10
    for line in lines:
        words = line.split()
        verb = next(word for word in words if word in ("up", "run", "stop", "start"))
        if "--profile" in words:
            assert words[words.index("--profile") + 1] in profiles
        named = [word for word in words[words.index(verb) + 1 :] if word in services]
        assert named or line.endswith("up -d"), line


def test_versions_sizes_and_schemes_are_those_of_the_code() -> None:
    versions = pinned_versions()
    assert f"Neo4j {versions.neo4j} Community" in TEXT
    assert f"Graph Data Science {versions.gds}" in TEXT
    assert f"{DOWNLOAD_MB} MB" in TEXT
    for scheme in SCHEMES:
        assert f"`{scheme}://" in TEXT
