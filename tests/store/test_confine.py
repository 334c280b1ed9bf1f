from __future__ import annotations

import json
import platform
import re
import subprocess
import sys
from pathlib import Path

import pytest

from graph_service.store.confine import (
    MACHINES,
    call_filter,
    describe_features,
    platform_features,
)

LINUX = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="Linux features")

TRY = """
import json, os, socket, subprocess, sys
from pathlib import Path
sys.path[:0] = [sys.argv[1]]
from graph_service.store import confine

def outcome(action):
    try:
        action()
    except OSError as error:
        return error.errno
    return 0

allowed, steps = Path(sys.argv[2]), sys.argv[3].split()
confine.limit_resources()
confine.drop_privileges()
if "files" in steps:
    confine.restrict_files([allowed])
if "calls" in steps:
    confine.restrict_calls()
other = str(allowed.parent / "other")
result = {
    "read_allowed": outcome(lambda: open(allowed).close()),
    "read_other": outcome(lambda: open("/etc/passwd").close()),
    "list": outcome(lambda: os.listdir("/")),
    "create": outcome(lambda: open(other, "w").close()),
    "append": outcome(lambda: open(allowed, "a").close()),
    "remove": outcome(lambda: os.unlink(allowed)),
    "rename": outcome(lambda: os.rename(allowed, other)),
    "make_folder": outcome(lambda: os.mkdir(other)),
    "run": outcome(lambda: os.execv("/bin/true", ["/bin/true"])),
    "fork": outcome(lambda: os.fork() or os._exit(0)),
    "signal_parent": outcome(lambda: os.kill(os.getppid(), 0)),
    "connect": outcome(lambda: socket.socket().connect(("127.0.0.1", 9))),
}
print(json.dumps(result), flush=True)
os._exit(0)
"""

OLD_KERNEL = """
import json, sys
from pathlib import Path
sys.path[:0] = [sys.argv[1]]
import errno, platform
from graph_service.store import confine
from graph_service.store.sandbox import Sandbox, sandbox_features

absent = {"landlock": [444, 445, 446], "seccomp": [confine.MACHINES[platform.machine()][1]]}
gone = [number for name in sys.argv[3].split() for number in absent[name]]
steps = [(0x20, 0, 0, 0)]
for number in gone:
    steps += [(0x15, 0, 1, number), (0x06, 0, 0, confine.SECCOMP_ERRNO | errno.ENOSYS)]
confine.install_filter([*steps, (0x06, 0, 0, confine.SECCOMP_ALLOW)])
attack = "LOAD FROM '/etc/passwd' (file_format='csv', header=false, delim='|') RETURN *"
with Sandbox(Path(sys.argv[2]), workers=1, memory_mb=512, skip=("plan",)) as pool:
    answer = pool.run("MATCH (p:Province) RETURN count(*)", timeout_s=60, max_rows=1).data
    try:
        pool._run_unguarded(attack, timeout_s=60, max_rows=5)
        stopped = False
    except Exception as error:
        stopped = True
    print(json.dumps({"platform": sandbox_features(), "active": pool.features(),
                      "answer": answer, "attack_stopped": stopped}))
"""


def run_script(script: str, *arguments: str) -> dict[str, object]:
    root = str(Path(__file__).resolve().parents[2])
    done = subprocess.run(
        [sys.executable, "-c", script, root, *arguments],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    result: dict[str, object] = json.loads(done.stdout)
    return result


@LINUX
@pytest.mark.parametrize("steps", ["files", "calls", "files calls"])
def test_confined_process_cannot_touch_files_network_or_processes(
    tmp_path: Path, steps: str
) -> None:
    offered = platform_features()
    if ("files" in steps and not offered["landlock"]) or (
        "calls" in steps and not offered["seccomp"]
    ):
        pytest.skip(f"this kernel offers {offered}")
    file = tmp_path / "allowed"
    file.write_text("text", encoding="utf-8")
    result = run_script(TRY, str(file), steps)
    if "calls" not in steps:
        assert result.pop("read_allowed") == 0
        # File rules leave forking alone; that is the call filter's part.
        assert result.pop("fork") == 0
        if offered["landlock"] < 6:
            result.pop("signal_parent")
        if offered["landlock"] < 4:
            result.pop("connect")
    assert set(result.values()) <= {1, 13}, result
    assert sorted(tmp_path.iterdir()) == [file]
    assert file.read_text(encoding="utf-8") == "text"


@LINUX
@pytest.mark.parametrize("absent", ["landlock", "seccomp", "landlock seccomp"])
def test_platform_without_a_feature_still_answers_and_says_what_is_missing(
    made_graph: Path, absent: str
) -> None:
    result = run_script(OLD_KERNEL, str(made_graph), absent)
    assert result["answer"] == [[3]]
    for said in (result["platform"], result["active"]):
        assert isinstance(said, dict)
        assert (said["landlock"] == 0) is ("landlock" in absent)
        assert said["seccomp"] is ("seccomp" not in absent)
        assert len(said["missing"]) == len(absent.split())
    assert result["attack_stopped"] is (len(absent.split()) == 1)


def test_missing_features_are_sentences() -> None:
    assert describe_features({"landlock": 7, "seccomp": True})["missing"] == []
    assert "TCP" in describe_features({"landlock": 3, "seccomp": True})["missing"][0]
    assert len(describe_features({"landlock": 0, "seccomp": False})["missing"]) == 2


@pytest.mark.parametrize(
    ("machine", "header"),
    [
        ("x86_64", "/usr/include/x86_64-linux-gnu/asm/unistd_64.h"),
        ("aarch64", "/usr/include/asm-generic/unistd.h"),
    ],
)
def test_numbers_of_system_calls_are_those_of_the_kernel_headers(machine: str, header: str) -> None:
    if not Path(header).exists():
        pytest.skip(f"no {header} on this machine")
    text = Path(header).read_text(encoding="utf-8")
    known = {name: int(n) for name, n in re.findall(r"#define __NR(?:3264)?_(\w+)\s+(\d+)", text)}
    _, seccomp, numbers = MACHINES[machine]
    assert known["seccomp"] == seccomp
    assert numbers == {name: known[name] for name in numbers}


@pytest.mark.parametrize("machine", sorted(MACHINES))
def test_filter_kills_foreign_architectures_and_refuses_what_is_not_listed(machine: str) -> None:
    architecture, _, numbers = MACHINES[machine]
    program = call_filter(architecture, numbers)
    assert len(program) < 4096
    assert decide(program, architecture ^ 1, numbers["read"]) == 0x80000000
    assert decide(program, architecture, 12_345) == 0x00050001
    assert decide(program, architecture, numbers["read"]) == 0x7FFF0000
    assert decide(program, architecture, numbers["clone3"]) == 0x00050026
    assert decide(program, architecture, numbers["clone"], 0x10000) == 0x7FFF0000
    assert decide(program, architecture, numbers["clone"], 0x11) == 0x00050001
    for name in ("mmap", "mprotect"):
        assert decide(program, architecture, numbers[name], 0, 0, 3) == 0x7FFF0000
        assert decide(program, architecture, numbers[name], 0, 0, 7) == 0x00050001


def decide(
    program: list[tuple[int, int, int, int]], architecture: int, call: int, *arguments: int
) -> int:
    """Run the filter as the kernel does."""
    data = {0: call, 4: architecture, **{16 + 8 * i: value for i, value in enumerate(arguments)}}
    place, register = 0, 0
    while True:
        code, yes, no, operand = program[place]
        if code == 0x06:
            return operand
        if code == 0x20:
            register = data.get(operand, 0)
            place += 1
        else:
            holds = register == operand if code == 0x15 else bool(register & operand)
            place += 1 + (yes if holds else no)


def test_this_machine_has_a_known_table_or_says_that_filters_are_missing() -> None:
    known = platform.machine() in MACHINES and sys.platform.startswith("linux")
    assert known or platform_features()["seccomp"] is False
