"""Code blocks of a document, run as a reader would run them, and what the document says of them."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

BLOCK = re.compile(r"^```(\w*)\n(.*?)^```\n", re.MULTILINE | re.DOTALL)
HEADING = re.compile(r"^## (.+)\n", re.MULTILINE)


@dataclass
class Example:
    """The blocks of one section in one language, and the output that stands below them."""

    section: str
    language: str
    code: str = ""
    output: str = ""
    blocks: int = field(default=0, compare=False)


def examples(document: Path) -> list[Example]:
    """Every block of Python or Bash; blocks of Python in a section go on from one another."""
    found: list[Example] = []
    parts = HEADING.split(document.read_text(encoding="utf-8"))
    for section, text in zip(parts[1::2], parts[2::2], strict=True):
        current: Example | None = None
        for language, code in BLOCK.findall(text):
            if not language:
                if current is not None:
                    current.output += code
                continue
            if current is None or current.language != language:
                current = Example(section, language)
                found.append(current)
            current.code += code
            current.blocks += 1
    return found


def run(example: Example, folder: Path, places: Mapping[str, str]) -> str:
    """What an example prints, run in ``folder``, with words of the document exchanged."""
    code = example.code
    for written, meant in places.items():
        code = code.replace(written, meant)
    call = (
        [sys.executable, "-c"]
        if example.language == "python"
        else ["bash", "-euo", "pipefail", "-c"]
    )
    done = subprocess.run(
        [*call, code],
        cwd=folder,
        env=os.environ | {"PYTHONWARNINGS": "ignore"},
        capture_output=True,
        text=True,
        timeout=900,
        check=False,
    )
    assert done.returncode == 0, f"{example.section}: {done.stderr}"
    return done.stdout
