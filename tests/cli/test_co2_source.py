"""Where the CO2 of a printed table is from."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests import emissions
from tests.cli.console import tanlu


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder: Path = tmp_path_factory.mktemp("co2_source")
    return emissions.publish(folder)


def test_a_printed_table_of_carbon_says_where_the_co2_is_from(url: str) -> None:
    call = ("query", "explore.industries", "edition=2017new", "province=GD", "--store", url)
    lines = tanlu(*call).out.splitlines()[:4]
    assert [line.partition(", ")[0] for line in lines] == [
        "CO2 of 2012: row CO2 of the table",
        "CO2 of 2015: none",
        "CO2 of 2017: row CO2 of the table",
        "CO2 of 2017new: inventory",
    ]


def test_a_file_of_rows_names_all_sources(url: str) -> None:
    said = tanlu("query", "catalog.provinces", "--store", url, "--format", "csv").out
    assert "# inventory-2017: inventory.xlsx" in said
    assert "# 2017new: economy-2.xlsx" in said
    assert "; CO2: inventory, inventory.xlsx" in said


def test_a_table_without_carbon_speaks_of_none(url: str) -> None:
    assert "CO2" not in tanlu("query", "catalog.provinces", "--store", url).out


@pytest.mark.parametrize("command", [("backbone",), ("gds", "run", "pagerank")])
def test_a_file_of_links_or_a_network_says_of_what_it_is_and_names_no_other_source(
    url: str, command: tuple[str, ...]
) -> None:
    asked = ("2017", "--province", "GD", "--co2-source", "inventory", "--weight", "direct_carbon")
    ended = tanlu(*command, *asked, "--store", url, "--format", "csv")
    assert ended.code == 0, ended.err
    said = [line for line in ended.out.splitlines() if line.startswith("# ")]
    for start in ("edition: 2017", "weight: direct_carbon", "co2_source: inventory", "method: "):
        assert any(line.startswith(f"# {start}") for line in said), start
    assert "inventory.xlsx" in ended.out
    assert "2012" not in "".join(line for line in said if line.startswith("# source"))
    assert not any(line.startswith("# 2012") for line in said)
