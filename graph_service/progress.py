"""How long work reports itself: a callable that the command line turns into a bar."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol


class Progress(Protocol):
    """Called as ``progress(step, done, total)``; ``total`` 0 means that it is unknown."""

    def __call__(self, step: str, done: int, total: int, /) -> None:
        """Take note of one step of the work."""


def no_progress(_step: str, _done: int, _total: int, /) -> None:
    """Report nothing: the default where nobody watches."""


@contextmanager
def progress_bar() -> Iterator[Progress]:
    """A progress bar on a terminal; elsewhere a line for each step."""
    from rich.console import Console
    from rich.progress import BarColumn, TaskID, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Bar

    console = Console(stderr=True)
    if not console.is_terminal:
        yield _line_by_line()
        return
    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Bar(*columns, console=console) as bar:
        tasks: dict[str, TaskID] = {}

        def show(step: str, done: int, total: int) -> None:
            if step not in tasks:
                tasks[step] = bar.add_task(step, total=total or None)
            bar.update(tasks[step], completed=done, total=total or None)

        yield show


def _line_by_line() -> Progress:
    seen: set[str] = set()

    def show(step: str, _done: int, _total: int) -> None:
        if step not in seen:
            seen.add(step)
            sys.stderr.write(f"{step}\n")

    return show
