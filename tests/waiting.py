"""Waiting for what will be, however slow the machine is."""

from __future__ import annotations

import time
from collections.abc import Callable

LONG_S = 240.0
"""Beyond what a busy machine takes: only what never comes takes longer."""


def wait_for(met: Callable[[], bool], *, every_s: float = 0.1) -> None:
    """Wait until something holds; fails where it does not come to hold."""
    end = time.monotonic() + LONG_S
    while not met():
        assert time.monotonic() < end, f"waited {LONG_S:.0f} s in vain"
        time.sleep(every_s)
