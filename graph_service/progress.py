"""How long work reports itself: a callable that the command line turns into a bar."""

from __future__ import annotations

from typing import Protocol


class Progress(Protocol):
    """Called as ``progress(step, done, total)``; ``total`` 0 means that it is unknown."""

    def __call__(self, step: str, done: int, total: int, /) -> None:
        """Take note of one step of the work."""


def no_progress(_step: str, _done: int, _total: int, /) -> None:
    """Report nothing: the default where nobody watches."""
