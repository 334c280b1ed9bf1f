"""Runs the command line in this process or in one of its own, and compares folders."""

from __future__ import annotations

import hashlib
import io
import os
import subprocess
import sys
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from unittest import mock

import tanlu as command_line

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Outcome:
    """How a call ended."""

    code: int
    out: str
    err: str
    data: bytes = b""  # standard output as it was written


def tanlu(*arguments: object) -> Outcome:
    """Call the command line in this process, as its script does."""
    out, err = (io.TextIOWrapper(io.BytesIO(), "utf-8", write_through=True) for _ in range(2))
    argv = ["tanlu", *map(str, arguments)]
    with mock.patch.object(sys, "argv", argv), redirect_stdout(out), redirect_stderr(err):
        try:
            command_line.main()
        except SystemExit as end:
            code = end.code
    data = out.buffer.getvalue()  # type: ignore[attr-defined]
    said = err.buffer.getvalue()  # type: ignore[attr-defined]
    assert isinstance(code, int)
    return Outcome(code, data.decode(errors="replace"), said.decode(), data)


def tanlu_process(
    *arguments: object, before: Callable[[], None] | None = None, first: str = ""
) -> Outcome:
    """Call it in a process: ``before`` runs in it ahead of Python, ``first`` ahead of the call."""
    code = f"import sys\n{first}\nimport tanlu\nsys.argv[0] = 'tanlu'\ntanlu.main()\n"
    done = subprocess.run(
        [sys.executable, "-c", code, *map(str, arguments)],
        cwd=ROOT,
        env=os.environ | {"PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        preexec_fn=before,
        timeout=600,
        check=False,
    )
    return Outcome(done.returncode, done.stdout, done.stderr)


def digest(folder: Path) -> dict[str, str]:
    """SHA-256 of every file below a folder, and its folders."""
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        if path.is_file()
        else "folder"
        for path in sorted(folder.rglob("*"))
    }
