"""The commands, one after the other, on the sample."""

from __future__ import annotations

import csv
import io
import json
import os
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from graph_service.output import SAMPLE_MARK
from tests.cli.console import ROOT, tanlu
from tests.loader.sheets import build, write

COMMANDS = ("sample", "check", "load", "serve", "query", "get", "info")
COUNT = "MATCH (p:Province) RETURN p.region AS region, count(*) AS n ORDER BY n DESC, region"


@pytest.fixture(scope="module")
def url(sample_files: tuple[Path, ...], tmp_path_factory: pytest.TempPathFactory) -> str:
    """A store with the sample, loaded by the command."""
    url = f"embedded:{tmp_path_factory.mktemp('commands') / 'build' / 'tanlu.lbug'}"
    ended = tanlu("load", sample_files[0].parent, "--store", url)
    assert ended.code == 0, ended.err
    assert "added      sample-a, sample-b" in ended.out
    assert "Building the graph" in ended.err
    return url


def test_help_names_every_command() -> None:
    ended = tanlu("--help")
    assert ended.code == 0
    assert all(f"\n  {command} " in ended.out for command in COMMANDS)


def test_without_a_command_the_help_is_shown() -> None:
    ended = tanlu()
    assert "Usage: tanlu" in ended.out + ended.err
    assert ended.code == 2


@pytest.mark.parametrize("command", COMMANDS)
def test_a_wrong_option_ends_with_2(command: str) -> None:
    ended = tanlu(command, "--wrong")
    assert ended.code == 2
    assert "--wrong" in ended.err


def test_check_reports_and_loads_nothing(sample_files: tuple[Path, ...]) -> None:
    ended = tanlu("check", sample_files[0])
    assert ended.code == 0
    assert "sample-a (synthetic" in ended.out
    assert "0 error" in ended.out


def test_check_gives_json_alone_on_standard_output(sample_files: tuple[Path, ...]) -> None:
    ended = tanlu("check", sample_files[1], "--json")
    (file,) = json.loads(ended.out)["files"]
    assert file["parts"][0]["part"] == "sample-b"


def test_the_same_files_again_change_nothing(url: str, sample_files: tuple[Path, ...]) -> None:
    ended = tanlu("load", *sample_files, "--store", url)
    assert ended.code == 0
    assert ended.out.count("known  ") == len(sample_files)
    assert "added" not in ended.out


def test_info_tells_store_editions_and_versions(url: str) -> None:
    told = json.loads(tanlu("info", "--store", url).out)
    assert told["store"] == url
    assert told["graph"]["synthetic"] is True
    assert told["versions"]["engine"] == "ladybug"
    assert {row["id"] for row in told["editions"]} == {"sample-a", "sample-b"}
    assert all(len(row["source"]["sha256"]) == 64 for row in told["editions"])
    assert [row["industries"] for row in told["totals"]] == [1302, 1302]


def test_a_named_query_takes_parameters(url: str) -> None:
    call = ("query", "explore.industries", "edition=sample-a", "province=GD", "--store", url)
    ended = tanlu(*call, "--format", "csv")
    said = [line for line in ended.out.splitlines() if line.startswith("#")]
    assert said[0] == f"# {SAMPLE_MARK}"
    assert said[1].startswith("# sample-a: tanlu_sample_a_2017.xlsx, sheet Table_2017; ")
    rows = list(csv.DictReader(ended.out.splitlines()[len(said) :]))
    assert len(rows) == 42
    assert all(row["id"].startswith("sample-a/GD/") for row in rows)


@pytest.mark.parametrize("format", ["table", "csv", "json", "parquet"])
@pytest.mark.parametrize("to_file", [False, True], ids=["standard output", "--out"])
def test_a_statement_of_ones_own_gives_the_same_rows_in_every_format(
    url: str, format: str, to_file: bool, tmp_path: Path
) -> None:
    out = tmp_path / "rows"
    more = ("--out", out) if to_file else ()
    ended = tanlu("query", COUNT, "--store", url, "--format", format, *more)
    assert ended.code == 0, ended.err
    if to_file:
        assert ended.data == b""
    rows = decoded(out.read_bytes() if to_file else ended.data, format)
    assert rows == [
        ("east", 7),
        ("south_central", 6),
        ("north", 5),
        ("northwest", 5),
        ("southwest", 5),
        ("northeast", 3),
    ]


def decoded(data: bytes, format: str) -> list[tuple[str, int]]:
    """Rows of an answer, whose sample mark must be there."""
    if format == "parquet":
        table = pq.read_table(io.BytesIO(data))
        assert table.schema.metadata[b"tanlu"].decode().startswith(SAMPLE_MARK)
        return [(row["region"], row["n"]) for row in table.to_pylist()]
    text = data.decode()
    assert SAMPLE_MARK in text
    if format == "json":
        return [(row["region"], row["n"]) for row in json.loads(text)["data"]]
    if format == "csv":
        lines = [line for line in text.splitlines() if not line.startswith("#")]
        return [(region, int(n)) for region, n in list(csv.reader(lines))[1:]]
    lines = text.splitlines()
    assert lines[-1] == "6 rows"
    return [(line.split()[0], int(line.split()[1])) for line in lines[3:-1]]


@pytest.mark.parametrize("text", ["MATCH (p:Province) RETURN p.code", "catalog.provinces"])
def test_a_cut_answer_says_so(url: str, text: str) -> None:
    ended = tanlu("query", text, "--limit", 3, "--store", url)
    assert "3 rows" in ended.out
    assert "cut off after 3 rows" in ended.err
    whole = tanlu("query", text, "--limit", 31, "--store", url)
    assert "31 rows" in whole.out
    assert whole.err == ""


WRONG_QUERIES = {
    "unknown query": (["catalog.nothing"], "catalog.provinces"),
    "missing parameter": (["backbone.runs"], "edition"),
    "no parameter": (["backbone.runs", "edition"], "key=value"),
    "unknown parameter": (["catalog.provinces", "x=1"], "x"),
    "a write": (["CREATE (n:Province {code: 'XX'})"], "efused"),
    "no Cypher": (["SELECT 1 FROM x"], ""),
    "unknown property": (["MATCH (p:Nowhere) RETURN p"], "Nowhere"),
    "unknown format": (["catalog.provinces", "--format", "xml"], "parquet"),
    "no rows wanted": (["catalog.provinces", "--limit", "0"], "--limit"),
    "no such folder": (["catalog.provinces", "--out", "nowhere/x.csv"], "nowhere/x.csv"),
}


@pytest.mark.parametrize("name", WRONG_QUERIES)
def test_a_wrong_query_ends_with_2_and_a_hint(url: str, name: str) -> None:
    arguments, said = WRONG_QUERIES[name]
    ended = tanlu("query", *arguments, "--store", url)
    assert ended.code == 2, ended.err
    assert said in ended.err
    assert "Traceback" not in ended.err


def test_an_edition_that_is_not_there_gives_no_rows(url: str) -> None:
    ended = tanlu("query", "backbone.runs", "edition=1999", "--store", url)
    assert ended.out.endswith("0 rows\n")


@pytest.mark.parametrize("command", [["info"], ["query", "catalog.editions"], ["serve"]])
def test_a_store_without_a_graph_says_how_to_load(command: list[str], tmp_path: Path) -> None:
    ended = tanlu(*command, "--store", f"embedded:{tmp_path / 'tanlu.lbug'}")
    assert ended.code == 3
    assert "tanlu load" in ended.err


@pytest.mark.parametrize("port", ["-1", "65536", "http"])
def test_a_port_that_is_none_ends_with_2(url: str, port: str) -> None:
    ended = tanlu("serve", "--store", url, "--port", port)
    assert ended.code == 2
    assert "--port" in ended.err


@contextmanager
def served(*arguments: object, **environment: object) -> Iterator[tuple[str, list[str]]]:
    """A service in a process of its own, ended by SIGTERM: its address, and what it said."""
    with subprocess.Popen(
        [sys.executable, "-m", "tanlu", "serve", "--port", "0", *map(str, arguments)],
        cwd=ROOT,
        env=os.environ | {name: str(value) for name, value in environment.items()},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        said: list[str] = []
        try:
            for line in process.stdout:
                said.append(line)
                if line.startswith("Tanlu serves on "):
                    break
            yield said[-1].split()[3], said
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(120)
        assert process.returncode == -signal.SIGTERM
        assert "Traceback" not in process.stderr.read()


def get(address: str) -> Any:
    with urllib.request.urlopen(address, timeout=300) as reply:
        assert reply.status == 200
        return json.load(reply)


def test_the_service_becomes_ready_and_ends_at_sigterm(url: str) -> None:
    with served("--store", url) as (address, _):
        ready = get(f"{address}/health/ready")
        assert ready["meta"]["editions"] == ["sample-a", "sample-b"]
        page = get(f"{address}/api/v1/industries?edition=sample-a&limit=3")
        assert len(page["data"]) == 3
        assert page["meta"]["notice"] == SAMPLE_MARK
        with urllib.request.urlopen(f"{address}/", timeout=300) as reply:
            assert "Tanlu" in reply.read().decode()
    with pytest.raises(urllib.error.URLError):
        urllib.request.urlopen(f"{address}/health", timeout=2)


def test_serve_build_makes_the_sample_and_real_tables_leave_it_behind(tmp_path: Path) -> None:
    raw, store = tmp_path / "raw", f"embedded:{tmp_path / 'build' / 'tanlu.lbug'}"
    raw.mkdir()
    environment = {"TANLU_RAW": raw, "TANLU_STORE": store}
    with served("--build", **environment) as (address, said):
        assert any("making the synthetic sample" in line for line in said)
        assert get(f"{address}/health/ready")["meta"]["editions"] == ["sample-a", "sample-b"]
    write(raw / "MRIO.xlsx", build(classification="ceads42_2012", year=2018, name="Table_2018"))
    with served("--build", **environment) as (address, said):
        assert any(line.startswith("left behind") and "sample-a, sample-b" in line for line in said)
        ready = get(f"{address}/health/ready")
        assert ready["meta"]["editions"] == ["2018"]
        assert ready["meta"]["synthetic"] is False
    with served("--build", **environment) as (address, said):
        assert any(line.startswith("unchanged ") for line in said)
        assert get(f"{address}/health/ready")["meta"]["editions"] == ["2018"]
    (raw / "MRIO.xlsx").write_bytes(b"cut")
    with served("--build", **environment) as (address, _):
        assert get(f"{address}/health/ready")["meta"]["editions"] == ["2018"]
