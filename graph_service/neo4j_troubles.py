"""What keeps a Neo4j server from starting, told as a sentence and a hint."""

from __future__ import annotations

import re
import socket
from pathlib import Path

from graph_service.errors import StoreUnavailable

FOLDERS = ("conf", "data", "logs", "run", "import")
OURS = "`tanlu neo4j start`"
"""Stands in the settings of a server that Tanlu made."""
JVM_MB = 400
"""Memory that Java takes beside heap and page cache."""

_SAID = (
    (r"reserve enough space|insufficient memory|OutOfMemoryError|Cannot allocate", "memory"),
    (r"No space left on device|disk.{0,20} full", "disk"),
    (r"Address already in use|BindException", "port"),
    (r"FileLockException|store_lock|already in use by another", "lock"),
    (r"upgrade|newer version|Unable to.{0,40}store version|UnknownStoreVersion", "version"),
)
_SENTENCES = {
    "memory": (
        "Neo4j ran out of memory",
        "Try a smaller --heap, such as 512m, or end other programs.",
    ),
    "disk": ("the disk is full", "Make space, then start again."),
    "port": ("a port is taken by another program", "Name another with --port or --http-port."),
    "lock": ("another Neo4j uses this data", "Stop it first."),
    "version": ("the data is of another version of Neo4j", "See docs/neo4j.md, Upgrade."),
}


def refuse_taken_ports(address: str, ports: list[int]) -> None:
    """Raise ``StoreUnavailable`` where one of the ports, 0 apart, is taken."""
    for port in filter(None, ports):
        with socket.socket() as tried:
            tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                tried.bind((address, port))
            except OSError as error:
                raise StoreUnavailable(
                    f"cannot listen on port {port}: {error.strerror}",
                    hint="Name another with --port or --http-port, or stop what listens there.",
                ) from error


def refuse_small_memory(heap: str, page_cache: str) -> None:
    """Raise ``StoreUnavailable`` where the machine has less free memory than the server takes."""
    try:
        told = Path("/proc/meminfo").read_text(encoding="utf-8")
    except OSError:
        return
    found = re.search(r"^MemAvailable:\s+(\d+) kB", told, re.MULTILINE)
    needed = megabytes(heap) + megabytes(page_cache) + JVM_MB
    if found and int(found[1]) / 1024 < needed:
        raise StoreUnavailable(
            f"not enough memory: Neo4j with a heap of {heap} takes up to {needed:,.0f} MB, "
            f"{int(found[1]) / 1024:,.0f} MB are free",
            hint="Try a smaller --heap, such as 512m, or end other programs.",
        )


def refuse_foreign_folder(home: Path) -> None:
    """Raise ``StoreUnavailable`` for a folder with things in it that are not of such a server."""
    settings = home / "conf" / "neo4j.conf"
    if settings.is_file() and OURS in settings.read_text(encoding="utf-8", errors="replace"):
        return
    there = [name for name in FOLDERS if (home / name).exists()]
    if there:
        raise StoreUnavailable(
            f"{home} holds {', '.join(there)}, but no Neo4j of Tanlu",
            hint="Name a new or an empty folder with --home.",
        )


def megabytes(size: str) -> int:
    """1024 of 1g."""
    return int(size[:-1]) * {"m": 1, "g": 1024}[size[-1]]


def known_trouble(text: str) -> tuple[str, str] | None:
    """What a log or a message of Java or Neo4j tells of the surroundings: sentence and hint."""
    for pattern, name in _SAID:
        if re.search(pattern, text, re.IGNORECASE):
            return _SENTENCES[name]
    return None


def why_it_ended(home: Path, *, ended: bool) -> StoreUnavailable:
    """The error for a server that did not come up: its logs, read for what is known."""
    logs = [home / "logs" / name for name in ("console.log", "neo4j.log", "debug.log")]
    texts = [log.read_text(errors="replace") if log.exists() else "" for log in logs]
    what = "ended at once" if ended else "did not answer in time"
    where = f"The logs are in {home / 'logs'}."
    known = known_trouble("\n".join(texts))
    if known:
        return StoreUnavailable(f"Neo4j {what}: {known[0]}", hint=f"{known[1]} {where}")
    said = (texts[1].strip() or texts[0].strip())[-600:]
    told = said or "it said nothing; perhaps it was ended for lack of memory"
    return StoreUnavailable(f"Neo4j {what}: {told}", hint=where)
