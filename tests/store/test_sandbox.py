from __future__ import annotations

import os
import shutil
import signal
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from graph_service.errors import (
    BadParameter,
    QueryFailed,
    QueryTimeout,
    Refused,
    StoreUnavailable,
    TanluError,
)
from graph_service.neo4j_process import gone
from graph_service.store.sandbox import Sandbox, sandbox_features
from tests.store.conftest import INJECTED


def ask(pool: Sandbox, text: str, **params: Any) -> list[tuple[Any, ...]]:
    return pool.run(text, params, timeout_s=60, max_rows=100).data


def test_engine_errors_are_query_failed_without_paths(sandbox: Sandbox, graph_file: Path) -> None:
    for text in ("MATCH (p:Nowhere) RETURN p", "MATCH p RETURN", "RETURN $x", "RETURN error('a')"):
        with pytest.raises(QueryFailed) as caught:
            ask(sandbox, text)
        assert caught.value.status == 400
        assert str(graph_file.parent) not in caught.value.message
        assert "EXPLAIN" not in caught.value.message


def test_parameters_that_are_not_json_are_bad_parameters(sandbox: Sandbox) -> None:
    for value in (object(), {1, 2}, "\ud800", 2**70):
        with pytest.raises(BadParameter):
            ask(sandbox, "RETURN $x AS x", x=value)
    with pytest.raises(BadParameter, match="MiB"):
        ask(sandbox, "RETURN $x AS x", x="x" * (3 << 20))


@pytest.mark.usefixtures("seal")
def test_parameter_text_never_becomes_part_of_the_statement(sandbox: Sandbox) -> None:
    injected = f"\"; COPY (RETURN 1) TO '{INJECTED}'; RETURN \""
    for text in ('RETURN "to_json($x)" AS a, $x AS x', "RETURN 'to_json($x)' AS a, $x AS x"):
        assert ask(sandbox, text, x=injected) == [("to_json($x)", injected)]


def sent_past_the_guard(pool: Sandbox, text: str) -> tuple[str, str]:
    """The verdict on a statement, and all text that came back."""
    try:
        rows = pool._run_unguarded(text, {"rows": [1]}, timeout_s=60, max_rows=50)
    except TanluError as error:
        return type(error).__name__, error.message
    return "answered", str(rows.data)


@pytest.mark.usefixtures("seal")
def test_nothing_changes_when_the_guard_is_in_place(
    sandbox: Sandbox, attempts: list[str], tmp_path: Path
) -> None:
    for attempt in attempts:
        with pytest.raises(Refused):
            sandbox.run(attempt.replace("{out}", str(tmp_path)), timeout_s=5, max_rows=5)


@pytest.mark.usefixtures("seal")
@pytest.mark.parametrize(
    "skip", [(), ("plan",), ("plan", "landlock"), ("plan", "seccomp")], ids="+".join
)
def test_nothing_changes_and_no_file_is_read_when_the_guard_is_bypassed(
    skip: tuple[str, ...], graph_file: Path, attempts: list[str], tmp_path: Path
) -> None:
    with Sandbox(graph_file, workers=1, memory_mb=512, skip=skip) as pool:
        answers = [
            sent_past_the_guard(pool, attempt.replace("{out}", str(tmp_path)))
            for attempt in attempts
        ]
        assert ask(pool, "MATCH (p:Province) RETURN count(*)") == [(3,)]
    assert not [text for _, text in answers if "root:" in text or "/bin/" in text]
    if "plan" not in skip:
        assert sum(verdict == "Refused" for verdict, _ in answers) > 15


def test_plan_check_alone_stops_reading_files(graph_file: Path) -> None:
    text = "LOAD FROM '/etc/passwd' (file_format='csv', header=false, delim='|') RETURN *"
    limits: dict[str, Any] = {"timeout_s": 60, "max_rows": 5}
    with (
        Sandbox(graph_file, workers=1, memory_mb=512, skip=("landlock", "seccomp")) as pool,
        pytest.raises(Refused, match="READ_CSV"),
    ):
        pool._run_unguarded(text, **limits)


def test_attack_succeeds_without_walls_so_the_tests_above_can_fail(graph_file: Path) -> None:
    text = "LOAD FROM '/etc/passwd' (file_format='csv', header=false, delim='|') RETURN *"
    skip = ("plan", "landlock", "seccomp")
    with Sandbox(graph_file, workers=1, memory_mb=512, skip=skip) as pool:
        rows = pool._run_unguarded(text, timeout_s=60, max_rows=5)
        assert "root:" in str(rows.data)


# Left alone each takes minutes, or hours.
EXPLOSIVE = [
    "MATCH (a:Industry)-[:SUPPLIES*30..30]->(b:Industry) RETURN count(*)",
    "MATCH (a),(b),(c),(d),(e),(f),(g),(h),(i),(j) RETURN sum(a.rank * j.rank + b.rank * c.rank"
    " * d.rank - e.rank * f.rank * g.rank - h.rank * i.rank)",
    "RETURN levenshtein(repeat('a', 1000000), repeat('b', 1000000))",
]


@pytest.mark.parametrize("text", EXPLOSIVE, ids=["walks", "product", "one-call"])
def test_explosive_statement_ends_within_its_limit_and_the_pool_is_well(
    sandbox: Sandbox, text: str
) -> None:
    start = time.monotonic()
    with pytest.raises(QueryTimeout, match="after 1 s|memory") as caught:
        sandbox.run(text, timeout_s=1, max_rows=5)
    assert time.monotonic() - start < 60
    assert caught.value.status == 504
    for _ in range(3):
        assert ask(sandbox, "RETURN 1") == [(1,)]


@pytest.mark.parametrize(
    "text",
    [
        "UNWIND range(1, 3000000) AS x RETURN collect(repeat('x', 1000))",
        "RETURN repeat('x', 2000000000)",
        "UNWIND range(1, 50000000) AS x RETURN collect(x)",
    ],
)
def test_statement_over_its_memory_is_ended_with_a_sentence_that_says_so(
    sandbox: Sandbox, text: str
) -> None:
    with pytest.raises(QueryTimeout, match="more memory than its limit of 512 MiB"):
        sandbox.run(text, timeout_s=60, max_rows=5)
    assert ask(sandbox, "RETURN 1") == [(1,)]


def await_work(*pids: int) -> None:
    """Wait until processes have computed for a while, which no short statement does."""

    def ticks() -> int:
        told = [Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split() for pid in pids]
        return sum(int(one[11]) + int(one[12]) for one in told)

    before = ticks()
    while ticks() < before + 0.2 * os.sysconf("SC_CLK_TCK"):
        time.sleep(0.01)


def test_killed_worker_gives_a_clear_error_and_the_next_statement_works(graph_file: Path) -> None:
    with Sandbox(graph_file, workers=1, memory_mb=512) as pool, ThreadPoolExecutor(1) as threads:
        assert ask(pool, "RETURN 1") == [(1,)]
        (process,) = pool._processes
        running = threads.submit(pool.run, EXPLOSIVE[2], timeout_s=60, max_rows=5)
        await_work(process.pid)
        os.kill(process.pid, signal.SIGKILL)
        with pytest.raises(QueryFailed, match="signal 9"):
            running.result()
        assert ask(pool, "RETURN 2") == [(2,)]


def test_worker_that_died_while_idle_is_replaced_without_an_error(graph_file: Path) -> None:
    with Sandbox(graph_file, workers=1, memory_mb=512) as pool:
        assert ask(pool, "RETURN 1") == [(1,)]
        (process,) = pool._processes
        os.kill(process.pid, signal.SIGKILL)
        assert gone(process.pid, 60)
        assert ask(pool, "RETURN 2") == [(2,)]


def test_eight_threads_get_their_own_answers(sandbox: Sandbox) -> None:
    def work(number: int) -> bool:
        text = "UNWIND range($n, $n + 20) AS x RETURN x, $n"
        return all(
            ask(sandbox, text, n=n) == [(x, n) for x in range(n, n + 21)]
            for n in range(number * 1000, number * 1000 + 25)
        )

    with ThreadPoolExecutor(8) as threads:
        assert all(threads.map(work, range(8)))


def test_waiting_for_a_busy_pool_ends_at_the_limit_with_a_hint(graph_file: Path) -> None:
    with Sandbox(graph_file, workers=1, memory_mb=512) as pool, ThreadPoolExecutor(1) as threads:
        assert ask(pool, "RETURN 1") == [(1,)]
        (process,) = pool._processes
        busy = threads.submit(pool.run, EXPLOSIVE[2], timeout_s=5, max_rows=1)
        await_work(process.pid)
        with pytest.raises(QueryTimeout) as caught:
            pool.run("RETURN 1", timeout_s=0.5, max_rows=1)
        assert "busy" in caught.value.hint
        assert isinstance(busy.exception(), QueryTimeout)


def test_close_ends_all_workers_and_running_statements(graph_file: Path) -> None:
    pool = Sandbox(graph_file, workers=2, memory_mb=512)
    assert ask(pool, "RETURN 1") == [(1,)]
    pids = [process.pid for process in pool._processes]
    with ThreadPoolExecutor(1) as threads:
        running = threads.submit(pool.run, EXPLOSIVE[2], timeout_s=60, max_rows=1)
        await_work(*pids)
        pool.close()
        assert isinstance(running.exception(), QueryFailed | StoreUnavailable)
    assert len(pids) == 2
    for pid in pids:
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)
    with pytest.raises(StoreUnavailable):
        ask(pool, "RETURN 1")
    pool.close()


def test_missing_graph_file_is_store_unavailable(tmp_path: Path) -> None:
    with (
        Sandbox(tmp_path / "absent.lbug", workers=1) as pool,
        pytest.raises(StoreUnavailable, match="No such file"),
    ):
        ask(pool, "RETURN 1")


def test_pool_recovers_when_the_graph_file_comes_back(made_graph: Path, tmp_path: Path) -> None:
    file = tmp_path / "late.lbug"
    with Sandbox(file, workers=1, memory_mb=512) as pool:
        with pytest.raises(StoreUnavailable):
            ask(pool, "RETURN 1")
        shutil.copy(made_graph, file)
        assert ask(pool, "RETURN 1") == [(1,)]


def test_worker_has_no_environment_and_says_what_confines_it(sandbox: Sandbox) -> None:
    features = sandbox.features()
    expected = sandbox_features()
    assert features["landlock"] == expected["landlock"]
    assert features["seccomp"] is expected["seccomp"]
    assert features["missing"] == expected["missing"]
    assert features["limits"] == ["RLIMIT_CORE", "RLIMIT_FSIZE", "RLIMIT_NOFILE"]
    for process in list(sandbox._processes):
        process.wait_ready()
        assert Path(f"/proc/{process.pid}/environ").read_bytes().strip(b"\0") == b""
        status = Path(f"/proc/{process.pid}/status").read_text(encoding="utf-8")
        assert "NoNewPrivs:\t1" in status
        assert "CapEff:\t0000000000000000" in status
