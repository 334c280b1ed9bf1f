"""docker-compose.yml, as far as it can be checked without Docker's engine."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from graph_service.neo4j_jars import pinned_versions
from graph_service.neo4j_settings import SHARED, read_settings
from graph_service.settings import Settings
from tests.neo4j_running import RunningNeo4j
from tests.ports import free_port

ROOT = Path(__file__).resolve().parents[2]
PASSWORD = "a-long-password"
NO_SETTINGS = {"NEO4J_AUTH", "NEO4J_PLUGINS"}
OWN = {
    "server.bolt.advertised_address",
    "server.memory.heap.initial_size",
    "server.memory.heap.max_size",
    "server.memory.pagecache.size",
    "server.http.enabled",
    "server.https.enabled",
}


def composed(
    tmp_path: Path, *arguments: str, **environment: str
) -> subprocess.CompletedProcess[str]:
    (tmp_path / "none.env").write_text("")
    return subprocess.run(
        ["docker-compose", "--env-file", str(tmp_path / "none.env"), *arguments, "config"],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def services(tmp_path: Path, *arguments: str, **environment: str) -> dict[str, Any]:
    done = composed(tmp_path, *arguments, **environment)
    assert done.returncode == 0, done.stderr
    told: dict[str, Any] = yaml.safe_load(done.stdout)["services"]
    return told


@pytest.fixture
def with_neo4j(tmp_path: Path) -> dict[str, Any]:
    return services(tmp_path, "--profile", "replicas", NEO4J_PASSWORD=PASSWORD)


@pytest.fixture
def everything(tmp_path: Path, with_neo4j: dict[str, Any]) -> dict[str, Any]:
    alone = services(tmp_path, "-f", "docker-compose.embedded.yml")
    return with_neo4j | {f"embedded {name}": service for name, service in alone.items()}


@pytest.mark.parametrize("profile", [[], ["load"], ["replicas"], ["load", "replicas"]])
def test_compose_takes_every_profile(tmp_path: Path, profile: list[str]) -> None:
    chosen = [word for name in profile for word in ("--profile", name)]
    assert "neo4j" in services(tmp_path, *chosen, NEO4J_PASSWORD=PASSWORD)


def test_without_a_password_nothing_starts(tmp_path: Path) -> None:
    for given in ({}, {"NEO4J_PASSWORD": ""}):
        done = composed(tmp_path, **given)
        assert done.returncode != 0
        assert "8 characters or more" in done.stderr


def test_the_password_comes_from_the_environment_alone(with_neo4j: dict[str, Any]) -> None:
    assert with_neo4j["neo4j"]["environment"]["NEO4J_AUTH"] == f"neo4j/{PASSWORD}"
    assert with_neo4j["tanlu"]["environment"]["TANLU_NEO4J_PASSWORD"] == PASSWORD
    for name in ("docker-compose.yml", "docker-compose.embedded.yml", "Dockerfile"):
        for line in (ROOT / name).read_text(encoding="utf-8").splitlines():
            if "PASSWORD:" in line or "NEO4J_AUTH:" in line:
                assert "${NEO4J_PASSWORD:?" in line, line


def setting(variable: str) -> str:
    """The name that the image of Neo4j makes of an environment variable."""
    name = variable.removeprefix("NEO4J_").replace("_", ".")
    return name.replace("..", "_")


def test_neo4j_has_the_settings_of_the_server_of_the_tests(with_neo4j: dict[str, Any]) -> None:
    environment = with_neo4j["neo4j"]["environment"]
    given = {setting(name): value for name, value in environment.items() if name not in NO_SETTINGS}
    assert {name for name in given if name in OWN} == OWN
    kept = {name: value for name, value in given.items() if name not in OWN}
    assert kept == read_settings(SHARED.read_text(encoding="utf-8"))


def test_the_memory_of_each_service_is_bounded_and_neo4j_fits_in_it(
    everything: dict[str, Any],
) -> None:
    for name, service in everything.items():
        assert name == "proxy" or "mem_limit" in service, name
    given = everything["neo4j"]["environment"]
    heap = int(given["NEO4J_server_memory_heap_max__size"].removesuffix("g"))
    cache = int(given["NEO4J_server_memory_pagecache_size"].removesuffix("g"))
    assert heap + cache + 0.5 <= int(everything["neo4j"]["mem_limit"].removesuffix("g"))


def test_every_image_is_pinned_and_neo4j_is_the_one_of_the_tests(
    everything: dict[str, Any],
) -> None:
    for name, service in everything.items():
        assert re.search(r":\d+\.\d+\.\d+(-|$)", service["image"]), name
    assert everything["neo4j"]["image"] == f"neo4j:{pinned_versions().neo4j}-community"


def test_nothing_is_published_beyond_loopback(everything: dict[str, Any]) -> None:
    published = [port for service in everything.values() for port in service.get("ports", [])]
    assert len(published) == 5
    for port in published:
        assert str(port).startswith("127.0.0.1:"), port


def test_the_service_runs_without_rights(everything: dict[str, Any]) -> None:
    for name in ("tanlu", "replica", "embedded tanlu"):
        service = everything[name]
        assert service["read_only"] is True
        assert service["cap_drop"] == ["ALL"]
        assert service["security_opt"] == ["no-new-privileges:true"]


def test_data_lies_in_named_volumes_and_workbooks_cannot_be_written(tmp_path: Path) -> None:
    raw = {"NEO4J_PASSWORD": PASSWORD, "TANLU_WORKBOOKS": "/books"}
    found = services(tmp_path, "--profile", "load", **raw)
    assert "neo4j-data:/data:rw" in found["neo4j"]["volumes"]
    assert "/books:/app/data/raw:ro" in found["load"]["volumes"]
    assert found["load"]["command"] == ["load", "data/raw"]
    assert found["load"]["restart"] == "no"
    kept = [volume for volume in found["tanlu"]["volumes"] if volume.endswith(":rw")]
    assert set(kept) <= set(found["load"]["volumes"])


def test_the_service_waits_for_a_healthy_neo4j_and_the_proxy_for_replicas(
    with_neo4j: dict[str, Any],
) -> None:
    healthy = {"condition": "service_healthy"}
    for name in ("tanlu", "replica"):
        assert with_neo4j[name]["depends_on"] == {"neo4j": healthy}
    assert with_neo4j["proxy"]["depends_on"] == {"replica": healthy}
    assert with_neo4j["replica"]["deploy"]["replicas"] >= 2


def test_the_service_gets_settings_that_there_are(everything: dict[str, Any]) -> None:
    known = {f"TANLU_{name.upper()}" for name in Settings.model_fields}
    for name, service in everything.items():
        if name not in ("neo4j", "proxy"):
            assert set(service["environment"]) <= known, name


def health(service: dict[str, Any], port: int) -> int:
    words = [str(word).replace("$$", "$") for word in service["healthcheck"]["test"][1:]]
    call = [word.replace("/7687", f"/{port}") for word in words]
    assert call != words
    return subprocess.run(call, capture_output=True, check=False, timeout=120).returncode


def test_neo4j_is_healthy_when_it_speaks_bolt(
    with_neo4j: dict[str, Any], neo4j_server: RunningNeo4j
) -> None:
    service = with_neo4j["neo4j"]
    assert health(service, neo4j_server.server.bolt_port) == 0
    assert health(service, neo4j_server.server.http_port) != 0
    assert health(service, free_port()) != 0
