"""A disk that fills up during a load: it is said, the graph stays, and the space comes back."""

from __future__ import annotations

import os
import resource
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from graph_service.graph import open_graph
from graph_service.services import sources
from tests.cli.console import Outcome, digest, tanlu, tanlu_process

Books = dict[str, Path]
NEW = ("MRIO_2015", "inventory_2016")
PAGE = 4096


@dataclass(frozen=True)
class Disk:
    """A small file system with a store on it."""

    folder: Path

    @property
    def url(self) -> str:
        return f"embedded:{self.folder / 'store' / 'tanlu.lbug'}"

    def leave(self, free: int) -> None:
        """Make the file system so large that only ``free`` bytes are left."""
        stat = os.statvfs(self.folder)
        used = (stat.f_blocks - stat.f_bfree) * stat.f_frsize
        size = (used + free + PAGE - 1) // PAGE * PAGE
        subprocess.run(["mount", "-o", f"remount,size={size}", str(self.folder)], check=True)


@contextmanager
def mounted(folder: Path) -> Iterator[Disk]:
    """A file system in memory; skips where none can be mounted."""
    mount = ["mount", "-t", "tmpfs", "-o", "size=200m", "tmpfs", str(folder)]
    done = subprocess.run(mount, capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip(f"a small disk cannot be mounted here: {done.stderr.strip()}")
    try:
        yield Disk(folder)
    finally:
        subprocess.run(["umount", str(folder)], check=True)


@pytest.fixture(scope="module")
def disk(books: Books, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Disk]:
    """A small disk with a store of one inventory."""
    with mounted(tmp_path_factory.mktemp("disk")) as disk:
        assert tanlu("load", books["inventory_2010"], "--store", disk.url).code == 0
        yield disk


def load(url: str, books: Books, *names: str, limit: int | None = None) -> Outcome:
    """Load files in processes of their own, where wanted with a limit on the size of files."""

    def limited() -> None:
        if limit is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    files = [books[name] for name in names or NEW]
    return tanlu_process("load", *files, "--store", url, before=limited)


def parts(url: str) -> list[str]:
    graph = open_graph(url)
    try:
        return sorted(row["part"] for row in sources.sources(graph))
    finally:
        graph.close()


# The two readings take 0.5 MB, the graph of all three 8 MB.
@pytest.mark.parametrize("free", [0, 300_000, 2_000_000])
def test_a_full_disk_leaves_the_graph_and_gives_the_space_back(
    free: int, disk: Disk, books: Books
) -> None:
    before = digest(disk.folder)
    disk.leave(free)
    ended = load(disk.url, books)
    assert ended.code == 3, ended.out
    assert "Traceback" not in ended.err
    for sentence in ("no space left", str(disk.folder), "is unchanged", "--store"):
        assert sentence in ended.err
    assert digest(disk.folder) == before
    assert parts(disk.url) == ["inventory-2010"]


def test_after_space_was_freed_the_next_load_succeeds(disk: Disk, books: Books) -> None:
    disk.leave(100_000_000)
    ended = load(disk.url, books)
    assert ended.code == 0, ended.err
    assert parts(disk.url) == ["2015", "inventory-2010", "inventory-2016"]


def test_what_a_killed_load_left_half_done_makes_room(disk: Disk, books: Books) -> None:
    root = disk.folder / "store" / "tanlu.lbug.d"
    disk.leave(150_000_000)
    for name in ("building", "readings/.0123456789abcdef.77"):
        (root / name).mkdir()
        (root / name / "half").write_bytes(bytes(50_000_000))
    disk.leave(PAGE)
    ended = load(disk.url, books, "MRIO_2017")
    assert ended.code == 0, ended.err
    assert "2017" in parts(disk.url)


def test_a_limit_on_files_met_in_a_reading_process_is_said(books: Books, tmp_path: Path) -> None:
    url = f"embedded:{tmp_path / 'tanlu.lbug'}"
    assert tanlu("load", books["inventory_2010"], "--store", url).code == 0
    before = digest(tmp_path)
    ended = load(url, books, limit=20_000)
    assert ended.code == 3, ended.out
    assert "size" in ended.err
    assert "Traceback" not in ended.err
    assert digest(tmp_path) == before


def test_a_store_that_never_was_is_not_there_after_a_full_disk(
    books: Books, tmp_path: Path
) -> None:
    (tmp_path / "disk").mkdir()
    with mounted(tmp_path / "disk") as disk:
        disk.leave(200_000)
        ended = load(disk.url, books, "inventory_2016")
        assert ended.code == 3
        assert "no space left" in ended.err
        assert not list(disk.folder.rglob("*.lbug"))
        disk.leave(100_000_000)
        assert load(disk.url, books, "inventory_2016").code == 0


def test_a_check_without_room_for_its_work_says_where(
    books: Books, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "disk").mkdir()
    with mounted(tmp_path / "disk") as disk:
        disk.leave(100_000)
        monkeypatch.setenv("TMPDIR", str(disk.folder))
        ended = tanlu_process("check", books["inventory_2016"])
        assert ended.code == 3, ended.out
        assert f"no space left while writing to {disk.folder}" in ended.err
        assert "TMPDIR" in ended.err
        assert list(disk.folder.iterdir()) == []
