"""A worker process seen from the service: start it, ask it, watch it, kill it."""

from __future__ import annotations

import os
import select
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import orjson

from graph_service.store.wire import HEADER, frame

if sys.platform.startswith("linux"):
    import resource

BOOT_SECONDS = 30.0
WATCH_SECONDS = 0.05
CPU_RESERVE_SECONDS = 5
READ_BYTES = 1 << 20

# The packages' own __init__ modules import more than a worker should hold or wait for.
BOOTSTRAP = """
import importlib, json, sys, types
settings = json.loads(sys.argv[1])
sys.path[:] = settings["import_from"]
for name, folder in settings["packages"].items():
    package = types.ModuleType(name)
    package.__path__ = [folder]
    sys.modules[name] = package
sys.modules.update(dict.fromkeys(settings.get("without", ())))
try:
    main = importlib.import_module("graph_service.store." + settings["module"]).main
except Exception as error:
    text = f"{type(error).__name__}: {error}"[:500]
    body = json.dumps({"ok": False, "message": text}).encode()
    sys.stdout.buffer.write(len(body).to_bytes(4, "big") + body)
    sys.exit(1)
main(settings)
"""


class OverTime(Exception):
    """No answer within the time."""


class OverMemory(Exception):
    """The process grew beyond its memory."""


class Broken(Exception):
    """The process ended, could not start, or does not keep to the protocol."""


class WorkerProcess:
    """One worker; used and closed by one thread at a time, killed from any."""

    def __init__(self, settings: dict[str, Any]) -> None:
        store = Path(__file__).resolve().parent
        boot = {
            **settings,
            "import_from": [entry for entry in sys.path if os.path.isabs(entry)],
            "packages": {"graph_service": str(store.parent), "graph_service.store": str(store)},
        }
        self._memory = settings["memory_mb"] << 20
        # orjson ends the process where it cannot reserve much more than it is going to use.
        self._address_space = settings.get("address_space_mb", settings["memory_mb"]) << 20
        self._threads = settings["threads"]
        self._features: dict[str, Any] | None = None
        self._base = 0
        self._popen = subprocess.Popen(
            [sys.executable, "-I", "-B", "-X", "utf8", "-c", BOOTSTRAP, orjson.dumps(boot)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd="/",
            env={},
            bufsize=0,
            start_new_session=True,
        )
        assert self._popen.stdin is not None
        assert self._popen.stdout is not None
        self._input, self._output = self._popen.stdin, self._popen.stdout
        os.set_blocking(self._input.fileno(), False)
        os.set_blocking(self._output.fileno(), False)

    @property
    def pid(self) -> int:
        """The number of the process."""
        return self._popen.pid

    def alive(self) -> bool:
        """Tell whether the process still runs."""
        return self._popen.poll() is None

    def wait_ready(self) -> dict[str, Any]:
        """Wait until the graph is open; return what confines the worker. Raises ``Broken``."""
        if self._features is None:
            try:
                reply = self._receive(time.monotonic() + BOOT_SECONDS, 1 << 20, watch=False)
            except OverTime as error:
                raise Broken(f"not ready within {BOOT_SECONDS:g} s") from error
            if reply.get("ok") is not True:
                raise Broken(str(reply.get("message")))
            mapped, self._base = self._memory_bytes()
            limited = self._limit("RLIMIT_AS", mapped + self._address_space) if mapped else False
            self._features = {**reply["features"], "address_space": limited}
        return self._features

    def ask(self, message: bytes, timeout_s: float, max_reply: int) -> dict[str, Any]:
        """Send a request, return the reply; raises ``OverTime``, ``OverMemory``, ``Broken``."""
        deadline = time.monotonic() + timeout_s
        self._limit_processor_time(timeout_s)
        self._send(frame(message), deadline)
        return self._receive(deadline, max_reply, watch=True)

    def kill(self) -> None:
        """End the process at once, also while another thread waits for its answer."""
        self._popen.kill()
        self._popen.wait()

    def close(self) -> None:
        """End the process and close its pipes; only by the thread that uses it, or while idle."""
        self.kill()
        self._input.close()
        self._output.close()

    def _send(self, data: bytes, deadline: float) -> None:
        view = memoryview(data)
        try:
            while view:
                self._wait(self._input.fileno(), select.POLLOUT, deadline, watch=True)
                view = view[os.write(self._input.fileno(), view) :]
        except (OSError, ValueError) as error:
            raise Broken(self._ending()) from error

    def _receive(self, deadline: float, max_bytes: int, *, watch: bool) -> dict[str, Any]:
        (length,) = HEADER.unpack(self._read(HEADER.size, deadline, watch=watch))
        if length > max_bytes:
            raise Broken(f"an answer of {length} bytes")
        try:
            reply = orjson.loads(self._read(length, deadline, watch=watch))
        except orjson.JSONDecodeError as error:
            raise Broken("an answer that is not JSON") from error
        if not isinstance(reply, dict):
            raise Broken("an answer that is no object")
        return reply

    def _read(self, size: int, deadline: float, *, watch: bool) -> bytes:
        data = bytearray()
        try:
            while len(data) < size:
                self._wait(self._output.fileno(), select.POLLIN, deadline, watch=watch)
                piece = os.read(self._output.fileno(), min(size - len(data), READ_BYTES))
                if not piece:
                    raise Broken(self._ending())
                data += piece
        except (OSError, ValueError) as error:
            raise Broken(self._ending()) from error
        return bytes(data)

    def _wait(self, handle: int, event: int, deadline: float, *, watch: bool) -> None:
        poll = select.poll()
        poll.register(handle, event)
        while True:
            left = deadline - time.monotonic()
            if left <= 0:
                raise OverTime
            if poll.poll(min(left, WATCH_SECONDS) * 1000):
                return
            if watch and self._memory_bytes()[1] > self._base + self._memory:
                raise OverMemory

    def _ending(self) -> str:
        try:
            code = self._popen.wait(timeout=1)
        except subprocess.TimeoutExpired:
            return "it closed its pipes"
        return f"signal {-code}" if code < 0 else f"exit code {code}"

    def _memory_bytes(self) -> tuple[int, int]:
        """Memory mapped and in use; zeros where the platform does not tell."""
        try:
            fields = Path(f"/proc/{self.pid}/statm").read_bytes().split()
        except OSError:
            return 0, 0
        page = os.sysconf("SC_PAGE_SIZE")
        return (int(fields[0]) * page, int(fields[1]) * page) if len(fields) > 1 else (0, 0)

    def _limit_processor_time(self, timeout_s: float) -> None:
        """Let the kernel end the worker should this process be unable to."""
        try:
            stat = Path(f"/proc/{self.pid}/stat").read_bytes().rsplit(b")", 1)[-1].split()
            used = (int(stat[11]) + int(stat[12])) / os.sysconf("SC_CLK_TCK")
        except (OSError, IndexError):
            return
        self._limit("RLIMIT_CPU", int(used + self._threads * timeout_s) + CPU_RESERVE_SECONDS)

    def _limit(self, name: str, value: int) -> bool:
        if not sys.platform.startswith("linux"):
            return False
        try:
            resource.prlimit(self.pid, getattr(resource, name), (value, resource.RLIM_INFINITY))
        except ProcessLookupError as error:
            raise Broken(self._ending()) from error
        return True
