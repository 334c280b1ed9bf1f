"""Give up waiting for what cannot be interrupted."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from typing import Any, TypeVar

T = TypeVar("T")


def within(seconds: float, work: Callable[[], T], *, otherwise: Exception) -> T:
    """The answer of ``work``, or what it raises; raises ``otherwise`` after so many seconds.

    Python's driver waits for a silent server as long as the connection stands. Work that is given
    up goes on in its thread until then; it holds one of the pool's connections, which bounds it.
    """
    box: queue.SimpleQueue[tuple[bool, Any]] = queue.SimpleQueue()

    def worked() -> None:
        try:
            box.put((True, work()))
        except BaseException as error:
            box.put((False, error))

    # A daemon: nothing of ours is lost where the program ends meanwhile.
    threading.Thread(target=worked, daemon=True).start()
    try:
        done, value = box.get(timeout=seconds)
    except queue.Empty:
        raise otherwise from None
    if not done:
        raise value
    answer: T = value
    return answer
