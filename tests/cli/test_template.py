"""Templates of tables of a user's own: listed, printed, written, and fit to be loaded."""

from __future__ import annotations

from pathlib import Path

import pytest

from graph_service.graph import open_graph
from graph_service.services import own_data
from loader.templates import MARK, template
from loader.user_tables_formats import FORMATS
from tests.cli.console import tanlu


def test_without_a_kind_the_kinds_are_listed() -> None:
    ended = tanlu("template")
    assert ended.code == 0
    assert [line.split()[0] for line in ended.out.splitlines()] == list(FORMATS)


@pytest.mark.parametrize("kind", FORMATS)
def test_a_template_is_printed_as_it_is(kind: str) -> None:
    assert tanlu("template", kind).data == template(kind).encode()


def test_a_template_is_written_so_that_excel_reads_its_chinese(tmp_path: Path) -> None:
    out = tmp_path / "mine.csv"
    ended = tanlu("template", "satellite", "--out", out)
    assert ended.code == 0
    assert str(out) in ended.out
    assert out.read_bytes() == template("satellite").replace("\n", "\r\n").encode("utf-8-sig")


WRONG = {
    "unknown kind": (["prices"], "deflators, scenarios, province-sets, satellite"),
    "file without a kind": (["--out", "new.csv"], "deflators"),
    "file that is there": (["satellite", "--out", "there.csv"], "there.csv is there already"),
    "folder that is not there": (["satellite", "--out", "none/new.csv"], "none/new.csv"),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_call_ends_with_2_and_writes_nothing(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "there.csv").write_text("mine")
    arguments, said = WRONG[name]
    ended = tanlu("template", *arguments)
    assert ended.code == 2
    assert said in ended.err
    assert [(file.name, file.read_text()) for file in tmp_path.iterdir()] == [("there.csv", "mine")]


def test_what_templates_hold_is_checked_loaded_and_answered(tmp_path: Path) -> None:
    folder, url = tmp_path / "own", f"embedded:{tmp_path / 'tanlu.lbug'}"
    folder.mkdir()
    for kind in FORMATS:
        assert tanlu("template", kind, "--out", folder / f"{kind}.csv").code == 0
    (folder / "checks.csv").write_text("edition,province_code,go\n2017,GD,1\n")
    checked = tanlu("check", folder)
    assert checked.code == 0, checked.err
    assert checked.out.count(MARK) == len(FORMATS)
    assert "checks.csv: row 1: none of Tanlu's tables" in " ".join(checked.out.split())
    assert tanlu("load", folder, "--store", url).code == 0
    graph = open_graph(url)
    try:
        assert graph.synthetic is False
        mine = own_data.province_set(graph, "my_set")
        assert (mine["provinces"], mine["shipped"]) == (["GD", "GX", "HI"], False)
        assert len(own_data.province_sets(graph)) == 15
        prices = {(row["year"], row["sector"]): row for row in own_data.deflators(graph)}
        assert len(prices) == 135
        assert prices[2015, "c2c"]["index_value"] == 71.25
        assert prices[2015, "c1"]["index_value"] == 98.5
        assert prices[2015, "c1"]["file_name"] == "deflators.csv"
        (path,) = own_data.scenarios(graph)
        assert path["name_zh"] == "我的情景"
        assert {"year": 2060, "sector_group": "energy", "intensity_index": 0.0} in path["points"]
        energy, jobs = own_data.satellites(graph)
        assert (energy["account"], energy["unit"], jobs["unit"]) == ("energy", "TJ", "persons")
        assert energy["years"] == [{"year": 2017, "entries": 3, "provinces": 2, "sectors": 3}]
        assert own_data.satellite_amounts(graph, "energy", 2017) == [
            {"province": "SX", "sector": "c2c", "amount": 890.0, "unit": "TJ"},
            {"province": "GD", "sector": "c17e", "amount": 1234.5, "unit": "TJ"},
            {"province": "GD", "sector": "c3", "amount": 67.0, "unit": "TJ"},
        ]
    finally:
        graph.close()
