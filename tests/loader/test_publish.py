"""Publication: all or nothing, one loader at a time, the sample apart."""

from __future__ import annotations

import fcntl
import hashlib
import shutil
from pathlib import Path

import pytest

from graph_service.errors import BadParameter, PublishFailed, StoreUnavailable
from graph_service.graph import open_graph
from graph_service.live import LiveGraph
from graph_service.services import catalog
from graph_service.store.pointer import read_pointer
from loader.files import read_file
from loader.publish import publish as publish_parts
from tests.economy import economy, publish
from tests.waiting import wait_for


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"embedded:{tmp_path / 'tanlu.lbug'}"


def digest(folder: Path) -> dict[str, str]:
    """What is published: pointers and graphs. Readings are kept for the next load in any case."""
    return {
        str(file.relative_to(folder)): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in sorted(folder.rglob("*"))
        if file.is_file() and "readings" not in file.parts
    }


def editions(url: str) -> list[str]:
    graph = open_graph(url)
    try:
        return [row["id"] for row in catalog.editions(graph)]
    finally:
        graph.close()


def test_a_second_edition_joins_the_first(url: str) -> None:
    publish(url, [economy("2015")])
    done = publish(url, [economy("2017", seed=2)])
    assert done.added == ("2017",)
    assert editions(url) == ["2015", "2017"]


def test_the_same_tables_again_change_nothing(url: str, tmp_path: Path) -> None:
    publish(url, [economy("2017")])
    before = digest(tmp_path)
    done = publish(url, [economy("2017")])
    assert done.unchanged == ("2017",)
    assert digest(tmp_path) == before


def test_another_table_for_an_edition_needs_replace(url: str, tmp_path: Path) -> None:
    publish(url, [economy("2017")])
    before = digest(tmp_path)
    with pytest.raises(BadParameter, match=r"economy-1\.xlsx") as raised:
        publish(url, [economy("2017", seed=2)])
    assert "--replace" in raised.value.hint
    assert digest(tmp_path) == before


def test_replace_exchanges_the_table_and_forgets_the_old_one(url: str, tmp_path: Path) -> None:
    publish(url, [economy("2017")])
    done = publish(url, [economy("2017", seed=2)], replace=True)
    assert done.replaced == ("2017",)
    assert len(list((tmp_path / "tanlu.lbug.d" / "readings").iterdir())) == 1
    publish(url, [economy("2017", seed=3)], replace=True)
    assert len(list((tmp_path / "tanlu.lbug.d").glob("*.lbug"))) == 2  # this one and the last


def test_the_first_real_edition_leaves_the_sample_behind(url: str, tmp_path: Path) -> None:
    publish(url, [economy("sample-a", synthetic=True)])
    pointer = read_pointer(tmp_path / "tanlu.lbug")
    assert pointer is not None
    assert pointer.file.startswith("tanlu.lbug.d/sample-")
    done = publish(url, [economy("2017")])
    assert done.left_behind == ("sample-a",)
    assert editions(url) == ["2017"]


def test_the_sample_may_stand_beside_tables_of_a_user(url: str, tmp_path: Path) -> None:
    table = tmp_path / "set.csv"
    table.write_text("set,name_en,name_zh,province\nmy_set,My set,我的,GD\n", encoding="utf-8")
    publish_parts(url, read_file(table).parts)
    publish(url, [economy("sample-a", synthetic=True)])
    pointer = read_pointer(tmp_path / "tanlu.lbug")
    assert pointer
    assert pointer.synthetic
    assert set(pointer.parts) == {"province_sets", "sample-a"}


def test_the_sample_never_joins_real_data(url: str, tmp_path: Path) -> None:
    publish(url, [economy("2017")])
    before = digest(tmp_path)
    with pytest.raises(BadParameter, match="sample"):
        publish(url, [economy("sample-a", synthetic=True)])
    assert digest(tmp_path) == before


def test_a_second_loader_is_told_to_wait(url: str, tmp_path: Path) -> None:
    publish(url, [economy("2017")])
    before = digest(tmp_path)
    with (tmp_path / "tanlu.lbug.d" / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(PublishFailed, match="another load"):
            publish(url, [economy("2018", seed=2)])
    assert digest(tmp_path) == before


def test_a_build_that_fails_leaves_no_trace(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(url, [economy("2017")])
    before = digest(tmp_path)
    monkeypatch.setattr("loader.publish.SCHEMA_VERSION", "not a number")
    with pytest.raises(Exception, match="not a number|int64|INT64"):
        publish(url, [economy("2018", seed=2)])
    assert digest(tmp_path) == before


def test_leftovers_of_a_killed_loader_do_no_harm(url: str, tmp_path: Path) -> None:
    publish(url, [economy("2017")])
    folder = tmp_path / "tanlu.lbug.d"
    (folder / "building").mkdir()
    (folder / "building" / "0123456789abcdef.lbug.wal").write_bytes(b"half")
    (folder / "0123456789abcdef.lbug").write_bytes(b"published by nobody")
    (folder / "readings" / ".0123456789abcdef.new").mkdir()
    publish(url, [economy("2018", seed=2)])
    assert editions(url) == ["2017", "2018"]
    assert not (folder / "0123456789abcdef.lbug").exists()
    assert not (folder / "building").exists()
    assert not list((folder / "readings").glob(".*"))


def test_stores_in_one_folder_leave_each_other_alone(url: str, tmp_path: Path) -> None:
    publish(f"embedded:{tmp_path / 'sample.lbug'}", [economy("sample-a", synthetic=True)])
    publish(f"embedded:{tmp_path / 'other.lbug'}", [economy("2015")])
    before = digest(tmp_path)
    publish(url, [economy("2017")])
    publish(url, [economy("2017", seed=2)], replace=True)
    after = digest(tmp_path)
    assert {name: after[name] for name in before} == before
    assert editions(f"embedded:{tmp_path / 'sample.lbug'}") == ["sample-a"]


@pytest.mark.parametrize("spoil", ["missing", "cut", "empty", "garbage"])
def test_the_same_tables_again_repair_a_graph_file(url: str, tmp_path: Path, spoil: str) -> None:
    publish(url, [economy("2017")])
    (file,) = (tmp_path / "tanlu.lbug.d").glob("*.lbug")
    content = file.read_bytes()
    if spoil == "missing":
        file.unlink()
    else:
        bad = {"cut": content[: len(content) // 2], "empty": b"", "garbage": b"\xff" * 9000}
        file.write_bytes(bad[spoil])
    with pytest.raises(StoreUnavailable) as raised:
        open_graph(url)
    assert str(file) in raised.value.message
    publish(url, [economy("2017")])
    assert editions(url) == ["2017"]


def test_tables_that_are_gone_are_named_and_kept_again(url: str, tmp_path: Path) -> None:
    publish(url, [economy("2017")])
    shutil.rmtree(tmp_path / "tanlu.lbug.d" / "readings")
    with pytest.raises(PublishFailed, match="2017") as raised:
        publish(url, [economy("2018", seed=2)])
    assert "economy-1.xlsx" in raised.value.hint
    assert editions(url) == ["2017"]
    publish(url, [economy("2017"), economy("2018", seed=2)])
    assert editions(url) == ["2017", "2018"]


def test_a_running_reader_moves_to_the_new_graph(url: str) -> None:
    publish(url, [economy("2017")])
    live = LiveGraph(url)
    before = live.graph()
    publish(url, [economy("2018", seed=2)])
    wait_for(lambda: live.graph() is not before)
    after = live.graph()
    assert [row["id"] for row in catalog.editions(before)] == ["2017"]
    assert [row["id"] for row in catalog.editions(after)] == ["2017", "2018"]
    assert after.version != before.version
    live.close()


def test_a_store_without_a_graph_says_how_to_load(url: str) -> None:
    with pytest.raises(StoreUnavailable) as raised:
        open_graph(url)
    assert "tanlu load" in raised.value.hint


def test_a_file_that_is_no_pointer_is_named(url: str, tmp_path: Path) -> None:
    (tmp_path / "tanlu.lbug").write_bytes(b"\x00not json")
    with pytest.raises(StoreUnavailable, match=r"tanlu\.lbug"):
        open_graph(url)


def test_an_unknown_scheme_names_those_that_are_known() -> None:
    with pytest.raises(BadParameter) as raised:
        open_graph("sqlite:x.db")
    assert "embedded:" in raised.value.hint
