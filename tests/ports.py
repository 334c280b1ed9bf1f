"""Free ports on loopback."""

from __future__ import annotations

import os
import secrets
import socket

LOWEST, HIGHEST = 12_000, 32_000
"""Below the ports that systems give to outgoing calls: those come and go at any moment."""


def free_port() -> int:
    """A port that was free a moment ago; processes that test side by side are given other ones."""
    count = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    own = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")) % count
    while True:
        port = LOWEST + count * secrets.randbelow((HIGHEST - LOWEST) // count) + own
        with socket.socket() as tried:
            try:
                tried.bind(("127.0.0.1", port))
            except OSError:
                continue
        return port


def listens(port: int) -> bool:
    """Whether something takes calls at a port of this machine."""
    with socket.socket() as tried:
        return tried.connect_ex(("127.0.0.1", port)) == 0
