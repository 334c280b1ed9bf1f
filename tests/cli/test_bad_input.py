"""Bad input: the message names the place, the exit code says whose fault, nothing changes."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import Standing
from tests.cli.console import tanlu
from tests.loader.bad_workbooks import CASES, FILE, FUELS, WRONG_TABLES, BadCase
from tests.loader.spoiling import plain_book, zip_of_text

PATHS = {"missing file", "directory"}  # as arguments these are wrong calls, see below
WORKBOOKS = [case for case in (*CASES, *WRONG_TABLES) if case.name not in PATHS]


def test_there_are_at_least_thirty_bad_workbooks() -> None:
    assert len({case.name for case in WORKBOOKS}) == len(WORKBOOKS) >= 30


@pytest.mark.parametrize("case", WORKBOOKS, ids=lambda case: case.name)
def test_a_bad_workbook_ends_with_1_names_the_place_and_changes_nothing(
    case: BadCase, standing: Standing, tmp_path: Path
) -> None:
    file = case.write(tmp_path)
    with standing.unchanged():
        ended = tanlu("load", file, "--store", standing.url)
    assert ended.code == 1
    assert case.place_fragment in ended.err
    assert case.message_fragment.casefold() in ended.err.casefold()
    assert ended.err.splitlines()[-1].startswith("       "), "the last line is the hint"
    assert "Traceback" not in ended.err
    assert ended.out == ""


WRONG_CALLS: dict[str, tuple[Callable[[Path], list[object]], str]] = {
    "no such file": (lambda folder: [folder / FILE], FILE),
    "empty folder": (lambda folder: [folder], "nothing to load"),
    "edition that is none": (lambda _: ["GOOD", "--edition", "sample-a"], "'sample-a'"),
    "edition of the other class": (lambda _: ["GOOD", "--edition", "2018new"], "ceads42_2012"),
    "edition for two files": (lambda _: ["GOOD", "RIVAL", "--edition", "2018"], "2 files"),
    "another table for the edition": (lambda _: ["RIVAL"], "MRIO_2017.xlsx"),
    "one good, one rival": (lambda _: ["GOOD", "RIVAL"], "already loaded from economy-1.xlsx"),
    "edition there already": (lambda _: ["RIVAL", "--edition", "2017"], "sha256"),
    "store of another kind": (lambda _: ["GOOD", "--store", "sqlite:x.db"], "sqlite:x.db"),
    "store without a name": (lambda _: ["GOOD", "--store", "embedded:"], "embedded:"),
    "unknown option": (lambda _: ["GOOD", "--force"], "--force"),
    "no file": (lambda _: [], "Missing argument"),
}


@pytest.mark.parametrize("name", WRONG_CALLS)
def test_a_wrong_call_ends_with_2_and_changes_nothing(
    name: str, standing: Standing, good: Path, rival: Path, tmp_path: Path
) -> None:
    arguments, said = WRONG_CALLS[name]
    files = {"GOOD": good, "RIVAL": rival}
    call = [files.get(str(argument), argument) for argument in arguments(tmp_path)]
    with standing.unchanged():
        ended = tanlu("load", "--store", standing.url, *call)
    assert ended.code == 2
    assert said in ended.err
    assert "Traceback" not in ended.err


def test_another_table_for_an_edition_says_how_to_exchange_it(
    standing: Standing, rival: Path
) -> None:
    ended = tanlu("load", rival, "--store", standing.url)
    assert "--replace" in ended.err
    assert "sheet Table_2017_consistent" in ended.err


def test_the_sample_is_not_loaded_into_a_store_with_real_data(
    standing: Standing, sample_files: tuple[Path, ...]
) -> None:
    with standing.unchanged():
        ended = tanlu("load", *sample_files, "--store", standing.url, "--replace")
    assert ended.code == 2
    assert "synthetic" in ended.err
    assert "--store" in ended.err


@pytest.fixture
def foreign(tmp_path: Path) -> Path:
    """A folder with what lies about beside workbooks."""
    folder = tmp_path / "raw"
    for name, make in {
        "inventory": plain_book("Beijing2017", FUELS),
        "note": plain_book("Note", ("MRIO 2017",)),
        "archive": zip_of_text,
    }.items():
        (folder / name).mkdir(parents=True)
        make(folder / name)
    (folder / "text.xlsx").write_text("a,b\n1,2\n")
    (folder / "paper.pdf").write_bytes(b"%PDF-")
    (folder / "old.xls").write_bytes(b"\xd0\xcf")
    (folder / "gone.xlsx").symlink_to(folder / "nowhere.xlsx")
    (folder / "empty.csv").touch()
    (folder / "~$open.xlsx").write_bytes(b"lock file of a spreadsheet")
    return folder


def test_in_a_folder_foreign_files_are_skipped_with_the_reason(
    foreign: Path, good: Path, tmp_path: Path
) -> None:
    shutil.copy(good, foreign / "MRIO_2018.xlsx")
    url = f"embedded:{tmp_path / 'store' / 'tanlu.lbug'}"
    ended = tanlu("load", foreign, "--store", url)
    assert ended.code == 0, ended.err
    skipped = dict(
        line.removeprefix("skipped    ").removeprefix(f"{foreign}/").split(": ", 1)
        for line in ended.out.splitlines()
        if line.startswith("skipped    ")
    )
    assert {name: reason[:25] for name, reason in skipped.items()} == {
        "archive/bad.xlsx": "is a zip archive but no .",
        "inventory/bad.xlsx": "no sheet holds a MRIO tab",
        "empty.csv": "the file is empty",
        "gone.xlsx": "a link that leads nowhere",
        "old.xls": "an older form of Excel; o",
        "note/bad.xlsx": "no sheet holds a MRIO tab",
        "paper.pdf": "none of the formats .xlsx",
        "text.xlsx": "is no Excel workbook: an ",
    }
    assert "added      2018" in ended.out


def test_a_folder_of_foreign_files_alone_is_a_wrong_call(standing: Standing, foreign: Path) -> None:
    with standing.unchanged():
        ended = tanlu("load", foreign, "--store", standing.url)
    assert ended.code == 2
    assert "an emission inventory" in ended.err


@pytest.mark.parametrize("name", ["MRIO_broken.xlsx", "MRIO_half.xlsx"])
def test_in_a_folder_a_broken_table_of_ours_stops_the_load(
    name: str, standing: Standing, foreign: Path, good: Path, broken: Path
) -> None:
    shutil.copy(good, foreign / "MRIO_2018.xlsx")
    shutil.copy(broken, foreign / name)
    if name == "MRIO_half.xlsx":
        (foreign / name).write_bytes(broken.read_bytes()[:50_000])
    with standing.unchanged():
        ended = tanlu("load", foreign, "--store", standing.url)
    assert ended.code == 1
    assert name in ended.err


def test_check_reports_every_error_and_ends_with_1(tmp_path: Path) -> None:
    (case,) = (case for case in WRONG_TABLES if case.name == "row out of balance")
    ended = tanlu("check", case.write(tmp_path))
    assert ended.code == 1
    assert case.place_fragment in ended.out
    assert "row_balance" in ended.out
