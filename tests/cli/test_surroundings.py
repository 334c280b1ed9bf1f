"""Bad surroundings: disk, permission, lock, broken store. Exit code 3, and nothing changes."""

from __future__ import annotations

import fcntl
import os
import resource
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from graph_service.store.pointer import read_pointer
from tests.cli.conftest import Standing
from tests.cli.console import ROOT, Outcome, digest, tanlu, tanlu_process

NOBODY = 65534


def assert_refused(ended: Outcome, place: object, *said: str) -> None:
    assert ended.code == 3, ended.err
    assert str(place) in ended.err
    for sentence in said:
        assert sentence in ended.err
    assert "Traceback" not in ended.err


@pytest.fixture
def store(standing: Standing, tmp_path: Path) -> Path:
    """A copy of the standing store's folder, to be broken."""
    return Path(shutil.copytree(standing.folder, tmp_path / "store"))


def url(folder: Path) -> str:
    return f"embedded:{folder / 'tanlu.lbug'}"


def test_a_second_loader_is_told_to_wait(standing: Standing, good: Path) -> None:
    with standing.unchanged(), (standing.folder / "tanlu.lbug.d" / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        ended = tanlu("load", good, "--store", standing.url)
    assert_refused(ended, standing.folder, "another load", "Wait")


# The kept tables have up to 34 kB, the graph file of both editions 12 MB.
@pytest.mark.parametrize("limit", [1_000, 60_000, 2_000_000])
def test_a_limit_on_the_size_of_files_is_said_and_leaves_no_trace(
    limit: int, standing: Standing, good: Path
) -> None:
    def limited() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    with standing.unchanged():
        ended = tanlu_process("load", good, "--store", standing.url, before=limited)
    assert_refused(ended, standing.folder, "size", "is unchanged", "--store")


@pytest.fixture
def small_disk(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Path]:
    """A file system of so many bytes."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={request.param}", "tmpfs", str(folder)]
    done = subprocess.run(mount, capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip(f"a small disk cannot be mounted here: {done.stderr.strip()}")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


# The standing store takes 6.5 MB; the graph file of both editions needs more than 8 MB beside it.
@pytest.mark.parametrize("small_disk", ["7m", "9m", "13m"], indirect=True)
def test_a_full_disk_is_said_and_leaves_no_trace(
    small_disk: Path, standing: Standing, good: Path
) -> None:
    shutil.copytree(standing.folder, small_disk, dirs_exist_ok=True)
    before = digest(small_disk)
    ended = tanlu_process("load", good, "--store", url(small_disk))
    assert_refused(ended, small_disk, "no space left", "is unchanged", "--store")
    assert digest(small_disk) == before
    assert tanlu("info", "--store", url(small_disk)).code == 0


@pytest.fixture(scope="module")
def modules(standing: Standing, good: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Names of Python's own modules that a call needs: root's Python may be closed to others."""
    folder = tmp_path_factory.mktemp("modules")
    assert tanlu("load", good, "--store", url(folder)).code == 0
    assert tanlu("info", "--store", standing.url).code == 0
    names = {name for name in sys.modules if name.partition(".")[0] in sys.stdlib_module_names}
    (folder / "names").write_text("\n".join(sorted(names)))
    return folder / "names"


def as_nobody(modules: Path, *arguments: object) -> Outcome:
    """Call the command line without the rights of root."""
    if os.geteuid() != 0:
        return tanlu_process(*arguments)
    first = f"""
import contextlib, importlib, os, pathlib, warnings
warnings.simplefilter("ignore")
for name in pathlib.Path({str(modules)!r}).read_text().split():
    with contextlib.suppress(Exception):
        importlib.import_module(name)
os.setgroups([]); os.setgid({NOBODY}); os.setuid({NOBODY})
"""
    return tanlu_process(*arguments, first=first)


@pytest.fixture
def shared(standing: Standing, good: Path) -> Iterator[Path]:
    """A folder that others may read but not write, with a store and a workbook in it."""
    closed = [str(part) for part in (ROOT, *ROOT.parents) if not part.stat().st_mode & 0o001]
    if os.geteuid() == 0 and closed:
        pytest.skip(f"another user cannot read this checkout: {closed} is closed to others")
    with tempfile.TemporaryDirectory(prefix="tanlu-") as name:
        folder = Path(name)
        shutil.copytree(standing.folder, folder / "store")
        (folder / "raw").mkdir()
        shutil.copy(good, folder / "raw" / good.name)
        for path in (folder, *folder.rglob("*")):
            path.chmod(0o555 if path.is_dir() else 0o444)
        yield folder
        for path in (folder, *folder.rglob("*")):
            with suppress(FileNotFoundError):
                path.chmod(0o755)


def test_without_permission_to_write_the_store_says_so(
    modules: Path, shared: Path, good: Path
) -> None:
    before = digest(shared)
    ended = as_nobody(modules, "load", shared / "raw" / good.name, "--store", url(shared / "store"))
    assert_refused(ended, shared / "store" / "tanlu.lbug.d" / "lock", "no permission", "--store")
    assert digest(shared) == before


def test_without_permission_to_make_a_store_says_so(modules: Path, shared: Path) -> None:
    before = digest(shared)
    ended = as_nobody(modules, "load", shared / "raw", "--store", url(shared / "new"))
    assert_refused(ended, shared / "new", "no permission")
    assert digest(shared) == before


def test_a_store_that_may_only_be_read_answers(modules: Path, shared: Path) -> None:
    ended = as_nobody(modules, "info", "--store", url(shared / "store"))
    assert ended.code == 0, ended.err
    assert '"2017"' in ended.out


@pytest.mark.parametrize("closed", ["tanlu.lbug", "tanlu.lbug.d", "graph"])
def test_a_store_that_may_not_be_read_is_named(modules: Path, shared: Path, closed: str) -> None:
    pointer = read_pointer(shared / "store" / "tanlu.lbug")
    assert pointer is not None
    place = shared / "store" / (pointer.file if closed == "graph" else closed)
    place.chmod(0)
    ended = as_nobody(modules, "info", "--store", url(shared / "store"))
    assert_refused(ended, place, "ermission denied")


def test_a_workbook_that_may_not_be_read_is_named(modules: Path, shared: Path, good: Path) -> None:
    workbook = shared / "raw" / good.name
    workbook.chmod(0)
    for path in (shared / "store", *(shared / "store").rglob("*")):
        path.chmod(0o777)
    for named, code in ((workbook, 2), (workbook.parent, 1)):
        ended = as_nobody(modules, "load", named, "--store", url(shared / "store"))
        assert ended.code == code
        assert str(workbook) in ended.err
        assert "Traceback" not in ended.err


def test_a_folder_that_may_not_be_read_is_named(modules: Path, shared: Path, good: Path) -> None:
    (shared / "raw").chmod(0)
    for path in (shared, shared / "raw" / good.name):
        ended = as_nobody(modules, "load", path, "--store", url(shared / "store"))
        assert ended.code == 1
        assert str(shared / "raw") in ended.err
        assert "Traceback" not in ended.err


@pytest.mark.parametrize("command", ["load", "info", "query", "serve"])
@pytest.mark.parametrize("content", ["\x00", "[]", '{"file": 1}', "", '{"editions": {"2017": 3}}'])
def test_a_broken_pointer_file_is_named(
    command: str, content: str, store: Path, good: Path
) -> None:
    (store / "tanlu.lbug").write_text(content)
    before = digest(store)
    more = {"load": [good], "query": ["catalog.editions"], "serve": ["--port", 0]}.get(command, [])
    ended = tanlu(command, *more, "--store", url(store))
    assert_refused(ended, store / "tanlu.lbug", "no")
    assert digest(store) == before


@pytest.mark.parametrize("command", ["load", "info", "serve"])
def test_a_store_that_is_a_folder_is_named(command: str, tmp_path: Path, good: Path) -> None:
    more = {"load": [good], "serve": ["--port", 0]}.get(command, [])
    ended = tanlu(command, *more, "--store", f"embedded:{tmp_path}")
    assert_refused(ended, tmp_path, "directory")


def test_a_store_below_a_file_is_named(tmp_path: Path, good: Path) -> None:
    (tmp_path / "file").write_text("")
    ended = tanlu("load", good, "--store", f"embedded:{tmp_path / 'file' / 'tanlu.lbug'}")
    assert_refused(ended, tmp_path / "file", "directory")


@pytest.mark.parametrize("spoil", ["missing", "empty", "cut", "garbage"])
def test_a_broken_graph_file_is_named_and_a_load_repairs_it(
    spoil: str, store: Path, good: Path
) -> None:
    assert tanlu("load", good, "--store", url(store)).code == 0
    pointer = read_pointer(store / "tanlu.lbug")
    assert pointer is not None
    file = store / pointer.file
    content = file.read_bytes()
    file.unlink()
    if spoil != "missing":
        bad = {"empty": b"", "cut": content[: len(content) // 2], "garbage": b"\xff" * 9000}
        file.write_bytes(bad[spoil])
    for call in (["info"], ["query", "catalog.editions"], ["serve", "--port", 0]):
        assert_refused(tanlu(*call, "--store", url(store)), file, "Load the workbooks again")
    assert tanlu("load", good, "--store", url(store)).code == 0
    ended = tanlu("query", "catalog.editions", "--format", "csv", "--store", url(store))
    lines = [line for line in ended.out.splitlines() if not line.startswith("#")]
    assert [line.split(",")[0] for line in lines[1:]] == ["2017", "2018"]


def test_a_port_that_is_taken_is_named(standing: Standing) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        ended = tanlu("serve", "--store", standing.url, "--port", port)
    assert_refused(ended, port, "--port")
