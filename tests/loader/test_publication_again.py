"""Loads that repeat, go on, or exchange: what has been done is not done again."""

from __future__ import annotations

import json
import os
import shutil
import signal
import time
from pathlib import Path

import pytest

from graph_service.store.pointer import read_pointer
from tests.cli.console import Outcome, digest, tanlu
from tests.torture.loads import loading
from tests.waiting import wait_for

Books = dict[str, Path]


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"embedded:{tmp_path / 'store' / 'tanlu.lbug'}"


@pytest.fixture(scope="module")
def of_2017(books: Books, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store's folder with edition 2017, to be copied."""
    folder = tmp_path_factory.mktemp("of_2017")
    assert load(f"embedded:{folder / 'tanlu.lbug'}", books["MRIO_2017"]).code == 0
    return folder


@pytest.fixture
def store(of_2017: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(of_2017, tmp_path / "store"))


def load(url: str, *files: Path | str) -> Outcome:
    return tanlu("load", *files, "--store", url)


def parts(folder: Path) -> dict[str, str]:
    """Parts of the published graph, each with the name of its file."""
    pointer = read_pointer(folder / "tanlu.lbug")
    assert pointer is not None
    return {id: entry.file_name for id, entry in pointer.parts.items()}


def test_a_second_load_of_the_same_files_changes_no_byte(
    store: Path, url: str, books: Books
) -> None:
    before = digest(store)
    files = [store / name for name in before if not name.endswith("/lock")]
    written = {file: file.stat().st_mtime_ns for file in files}
    ended = load(url, books["MRIO_2017"])
    assert ended.code == 0
    assert {file: file.stat().st_mtime_ns for file in files} == written
    assert "unchanged  2017" in ended.out
    assert f"known      {books['MRIO_2017']}: 2017" in ended.out
    assert digest(store) == before


def test_a_renamed_file_changes_nothing(
    store: Path, url: str, books: Books, tmp_path: Path
) -> None:
    before = digest(store)
    renamed = shutil.copy(books["MRIO_2017"], tmp_path / "0f3b.xlsx")
    ended = load(url, renamed)
    assert "unchanged  2017" in ended.out
    assert digest(store) == before


def test_the_same_facts_in_another_layout_and_language_change_nothing(
    store: Path, url: str, books: Books
) -> None:
    before = digest(store)
    ended = load(url, books["english"])
    assert "unchanged  2017" in ended.out, ended.err
    assert digest(store) == before


def test_two_files_with_the_same_facts_count_once(url: str, books: Books, tmp_path: Path) -> None:
    ended = load(url, books["MRIO_2017"], books["english"])
    assert "added      2017" in ended.out, ended.err
    assert parts(tmp_path / "store") == {"2017": "MRIO_2017.xlsx"}


def test_two_files_with_other_figures_for_one_part_are_both_named(
    url: str, books: Books, tmp_path: Path
) -> None:
    ended = load(url, books["MRIO_2017"], books["rival"])
    assert ended.code == 2
    assert "MRIO_2017.xlsx (sheet Table_2017)" in ended.err
    assert "rival.xlsx (sheet Table_2017)" in ended.err
    assert not (tmp_path / "store" / "tanlu.lbug").exists()


def test_a_copy_of_a_file_is_read_once_and_named(url: str, books: Books, tmp_path: Path) -> None:
    (tmp_path / "copies").mkdir()
    copy = shutil.copy(books["inventory_2016"], tmp_path / "copies")
    ended = load(url, books["inventory_2016"], copy)
    assert "added      inventory-2016" in ended.out, ended.err
    assert f"skipped    {copy}: the same file as {books['inventory_2016']}" in ended.out


def test_a_link_beside_its_file_is_the_copy(url: str, books: Books, tmp_path: Path) -> None:
    folder = tmp_path / "linked"
    folder.mkdir()
    file = Path(shutil.copy(books["inventory_2016"], folder / "z.xlsx"))
    (folder / "a.xlsx").symlink_to(file)
    ended = load(url, folder)
    assert f"skipped    {folder / 'a.xlsx'}: the same file as {file}" in ended.out, ended.err
    assert parts(tmp_path / "store") == {"inventory-2016": "z.xlsx"}


def test_replace_exchanges_an_edition(store: Path, url: str, books: Books) -> None:
    before = digest(store)
    refused = load(url, books["rival"])
    assert refused.code == 2
    assert "MRIO_2017.xlsx" in refused.err
    assert "rival.xlsx" in refused.err
    assert "--replace" in refused.err
    after = {name: content for name, content in digest(store).items() if name in before}
    assert after == before
    ended = load(url, books["rival"], "--replace")
    assert "replaced   2017" in ended.out
    assert parts(store) == {"2017": "rival.xlsx"}
    assert len(list((store / "tanlu.lbug.d" / "readings").iterdir())) == 1
    assert "unchanged  2017" in load(url, books["rival"]).out


def test_same_facts_in_another_file_serve_where_the_kept_tables_are_gone(
    store: Path, url: str, books: Books
) -> None:
    shutil.rmtree(store / "tanlu.lbug.d" / "readings")
    assert load(url, books["english"]).code == 0
    assert parts(store) == {"2017": "english.xlsx"}
    assert "added      2015" in load(url, books["MRIO_2015"]).out


def test_a_killed_load_goes_on_from_the_readings_that_it_kept(
    url: str, books: Books, tmp_path: Path
) -> None:
    files = [books[name] for name in ("MRIO_2012", "MRIO_2015", "inventory_2010")]
    readings = tmp_path / "store" / "tanlu.lbug.d" / "readings"

    def cut_short() -> bool:
        shutil.rmtree(tmp_path / "store", ignore_errors=True)
        with loading(url, files) as it:
            while it.look() != "end" and not list(readings.glob("[!.]*/reading.json")):
                time.sleep(0.001)
            it.kill()
            it.end()
        return 0 < len(list(readings.glob("[!.]*/reading.json"))) < len(files)

    wait_for(cut_short)
    kept = sorted(readings.glob("[!.]*/reading.json"))
    names = {json.loads(file.read_text())["file"] for file in kept}
    before = {file: (file.stat().st_mtime_ns, file.stat().st_ino) for file in kept}
    ended = load(url, *files)
    assert "added      2012, 2015, inventory-2010" in ended.out, ended.err
    assert {file: (file.stat().st_mtime_ns, file.stat().st_ino) for file in kept} == before
    known = {line.split(": ")[0] for line in ended.out.splitlines() if line.startswith("known ")}
    assert known == {f"known      {name}" for name in names}
    assert not list(readings.glob(".*"))


def test_a_reading_that_is_damaged_is_made_again(store: Path, url: str, books: Books) -> None:
    (file,) = (store / "tanlu.lbug.d" / "readings").glob("*/reading.json")
    whole = json.loads(file.read_text())
    file.write_text(file.read_text()[:100])
    assert load(url, books["MRIO_2017"]).code == 0
    assert json.loads(file.read_text())["parts"] == whole["parts"]


def test_a_kept_table_that_is_damaged_is_named(store: Path, url: str, books: Books) -> None:
    (file,) = (store / "tanlu.lbug.d" / "readings").glob("*/2017/supplies.parquet")
    file.write_bytes(b"PAR1")
    ended = load(url, books["inventory_2016"])
    assert ended.code == 3
    assert str(file) in ended.err
    assert "Remove the folder" in ended.err
    assert parts(store) == {"2017": "MRIO_2017.xlsx"}
    shutil.rmtree(file.parents[1])
    assert load(url, books["MRIO_2017"], books["inventory_2016"]).code == 0


@pytest.mark.parametrize("phase", ["read", "build"])
def test_an_interrupted_load_ends_and_says_nothing_of_code(
    phase: str, url: str, books: Books, tmp_path: Path
) -> None:
    ended = []

    def interrupted() -> bool:
        """Whether the load was still in its phase: it is stopped before anybody looks."""
        shutil.rmtree(tmp_path / "store", ignore_errors=True)
        with loading(url, [books["MRIO_2012"], books["inventory_2010"]]) as it:
            if not it.await_phase(phase):
                return False
            os.killpg(it.process.pid, signal.SIGSTOP)
            in_time = it.look() == phase
            os.killpg(it.process.pid, signal.SIGINT)
            os.killpg(it.process.pid, signal.SIGCONT)
            ended[:] = it.end()
        return in_time

    wait_for(interrupted)
    code, said, gone = ended
    assert code == 130, said
    assert "Traceback" not in said
    assert gone < 60
    assert not (tmp_path / "store" / "tanlu.lbug").exists()
    assert not (tmp_path / "store" / "tanlu.lbug.d" / "building").exists()
