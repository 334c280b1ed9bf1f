"""Stores that another loader holds, or that another version of Tanlu has written."""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import shutil
import signal
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from graph_service.store.pointer import read_pointer
from loader.graph_tables import LOADER_VERSION
from tests.cli.console import Outcome, digest, tanlu
from tests.economy import economy, publish
from tests.torture.loads import loading
from tests.waiting import wait_for

Books = dict[str, Path]
Change = Callable[[dict[str, Any]], object]


@pytest.fixture(scope="module")
def of_two(books: Books, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store's folder with two inventories, to be copied."""
    folder = tmp_path_factory.mktemp("of_two")
    files = books["inventory_2010"], books["inventory_2016"]
    assert tanlu("load", *files, "--store", f"embedded:{folder / 'tanlu.lbug'}").code == 0
    return folder


@pytest.fixture
def store(of_two: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(of_two, tmp_path / "store"))


@pytest.fixture
def url(store: Path) -> str:
    return f"embedded:{store / 'tanlu.lbug'}"


def load(url: str, *files: Path) -> Outcome:
    return tanlu("load", *files, "--store", url)


def changed(store: Path, change: Change) -> None:
    """Edit the pointer file."""
    pointer = store / "tanlu.lbug"
    fields = json.loads(pointer.read_text())
    change(fields)
    pointer.write_text(json.dumps(fields))


def is_held(lock: Path) -> bool:
    with lock.open() as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


def test_a_second_loader_is_refused_at_once_and_the_first_is_unharmed(
    store: Path, url: str, books: Books
) -> None:
    with loading(url, [books["MRIO_2015"]]) as first:
        assert first.await_phase("read")
        wait_for(lambda: is_held(store / "tanlu.lbug.d" / "lock"), every_s=0.001)
        os.killpg(first.process.pid, signal.SIGSTOP)
        began = time.monotonic()
        second = load(url, books["MRIO_2017"])
        assert time.monotonic() < began + 30
        os.killpg(first.process.pid, signal.SIGCONT)
        code, said, _ = first.end()
    assert second.code == 3
    assert f"another load into {store}" in second.err
    assert "Wait until it has ended" in second.err
    assert code == 0, said
    pointer = read_pointer(store / "tanlu.lbug")
    assert pointer is not None
    assert list(pointer.parts) == ["2015", "inventory-2010", "inventory-2016"]


@pytest.mark.parametrize("version", ["1", "99"])
def test_parts_of_another_loader_are_named_and_loaded_again(
    version: str, store: Path, url: str, books: Books
) -> None:
    def older(fields: dict[str, Any]) -> None:
        for entry in fields["parts"].values():
            entry["loader_version"] = version

    changed(store, older)
    before = digest(store)
    assert tanlu("info", "--store", url).code == 0
    one = load(url, books["inventory_2010"])
    assert one.code == 3
    assert f"made by version {version} of the loader, this is {LOADER_VERSION}" in one.err
    assert "inventory inventory-2016" in one.err
    assert "inventory-2010" not in one.err
    assert "Load inventory_2016.xlsx as well" in one.err
    assert digest(store) == before
    both = load(url, books["inventory_2010"], books["inventory_2016"])
    assert "replaced   inventory-2010, inventory-2016" in both.out, both.err
    assert "unchanged" in load(url, books["inventory_2010"]).out


UNKNOWN: dict[str, Change] = {
    "of a part": lambda fields: fields["parts"]["inventory-2010"].update(colour="red"),
    "of the store": lambda fields: fields.update(colour="red"),
    "too few": lambda fields: fields["parts"]["inventory-2010"].pop("folder"),
}


@pytest.mark.parametrize("name", UNKNOWN)
@pytest.mark.parametrize("command", ["load", "info", "serve"])
def test_a_pointer_of_a_later_version_is_said(
    command: str, name: str, store: Path, url: str, books: Books
) -> None:
    changed(store, UNKNOWN[name])
    before = digest(store)
    more = {"load": [books["inventory_2010"]], "serve": ["--port", 0]}.get(command, [])
    ended = tanlu(command, *more, "--store", url)
    assert ended.code == 3
    assert "another version of Tanlu has written it" in ended.err
    assert str(store / "tanlu.lbug") in ended.err
    assert digest(store) == before


@pytest.fixture
def first_schema(books: Books, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, str]:
    """A store as the first version left it: editions 2015 and 2017, other tables, schema 1."""
    folder = tmp_path / "first"
    url = f"embedded:{folder / 'tanlu.lbug'}"
    with monkeypatch.context() as patch:
        patch.setattr("loader.publish.SCHEMA_VERSION", 1)
        publish(url, [economy("2015"), economy("2017", seed=2)])
    root = folder / "tanlu.lbug.d"
    shutil.rmtree(root / "readings")
    fields = json.loads((folder / "tanlu.lbug").read_text())
    fields["editions"] = {}
    for id in fields.pop("parts"):
        kept = f"editions/{id}-0123456789abcdef"
        (root / kept).mkdir(parents=True)
        (root / kept / "supplies.parquet").write_bytes(b"PAR1")
        fields["editions"][id] = {
            "tables": kept,
            "sha256": sha256(books[f"MRIO_{id}"]),
            "file_name": books[f"MRIO_{id}"].name,
            "sheet": f"Table_{id}",
            "file_tables": 1,
            "loader_version": "1",
        }
    (folder / "tanlu.lbug").write_text(json.dumps(fields))
    return folder, url


def test_a_graph_of_the_first_schema_is_refused_with_what_to_do(
    first_schema: tuple[Path, str],
) -> None:
    _, url = first_schema
    for call in (["serve", "--port", 0], ["info"]):
        ended = tanlu(*call, "--store", url)
        assert ended.code == 3
        assert "schema 1" in ended.err
        assert "tanlu load" in ended.err


def test_a_store_of_the_first_schema_is_built_again_from_all_its_files(
    first_schema: tuple[Path, str], books: Books
) -> None:
    folder, url = first_schema
    before = digest(folder)
    one = load(url, books["MRIO_2015"])
    assert one.code == 3
    assert "edition 2017 were made by version 1" in one.err
    assert "Load MRIO_2017.xlsx as well" in one.err
    other = load(url, books["rival"])
    assert other.code == 2
    assert "2017 is already loaded from MRIO_2017.xlsx" in other.err
    assert "figures that cannot be compared" in other.err
    after = digest(folder)
    assert {name: after[name] for name in before} == before
    ended = load(url, books["MRIO_2015"], books["MRIO_2017"])
    assert "replaced   2015, 2017" in ended.out, ended.err
    assert tanlu("info", "--store", url).code == 0
    assert not (folder / "tanlu.lbug.d" / "editions").exists()


def sha256(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()
