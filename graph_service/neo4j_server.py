"""A Neo4j Community server with OpenGDS on this machine, without Docker.

One folder is one server: its data, its settings, its password, its logs. It listens on loopback
only. ``start`` runs it, ``stop`` ends it; the data stays unless ``start`` is told to begin afresh.
"""

from __future__ import annotations

import contextlib
import os
import re
import secrets
import shutil
import signal
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from graph_service.errors import BadParameter, StoreUnavailable
from graph_service.neo4j_health import answering_version
from graph_service.neo4j_jars import (
    SHARED_JARS,
    Fetched,
    fetch_jars,
    find_java,
    jars_folder,
    refuse_small_disk,
)
from graph_service.neo4j_process import command_of, gone, hold_folder, launch
from graph_service.neo4j_settings import read_settings, write_settings
from graph_service.neo4j_troubles import (
    known_trouble,
    refuse_foreign_folder,
    refuse_small_memory,
    refuse_taken_ports,
    why_it_ended,
)
from graph_service.progress import Progress, no_progress

ADMIN = "org.neo4j.cli.AdminTool"
MAIN = "org.neo4j.server.CommunityEntryPoint"
OPENS = ("java.nio", "java.io", "java.lang", "java.util.concurrent", "sun.nio.ch")
START_S = 180.0
STOP_S = 60.0
EMPTY_MB = 700
"""Disk that the data of an empty server takes, with room for its logs."""
USER = "neo4j"
ADDRESS = "127.0.0.1"


@dataclass(frozen=True)
class Neo4jServer:
    """A server in a folder of its own. ``http_port`` 0 leaves Neo4j's HTTP API off.

    ``heap`` and ``page_cache`` are sizes as Java writes them, such as 512m or 4g. ``extra`` are
    lines for neo4j.conf; where they demand TLS, ``scheme`` says so.
    """

    home: Path
    bolt_port: int = 7687
    http_port: int = 0
    heap: str = "1g"
    page_cache: str = "512m"
    jars: Path = SHARED_JARS
    scheme: str = "bolt"
    extra: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "home", self.home.resolve())
        for size in (self.heap, self.page_cache):
            if not re.fullmatch(r"[1-9]\d*[mg]", size):
                raise BadParameter(f"{size!r} is no size", hint="Write it as 512m or 4g.")

    @property
    def url(self) -> str:
        """Store URL, with user and password."""
        return self.masked_url.replace("***", quote(self.password, safe=""))

    @property
    def masked_url(self) -> str:
        """Store URL without the password."""
        return f"{self.scheme}://{USER}:***@{ADDRESS}:{self.bolt_port}"

    @property
    def http_url(self) -> str:
        """Address of Neo4j's own HTTP API; empty where it is off."""
        return f"http://{ADDRESS}:{self.http_port}" if self.http_port else ""

    @property
    def password_file(self) -> Path:
        """The file that holds the password, readable by its owner only."""
        return self.home / "password"

    @property
    def password(self) -> str:
        """The password, made at random when first asked for and kept beside the data."""
        file = self.password_file
        if not file.exists():
            self.home.mkdir(parents=True, exist_ok=True)
            file.touch(mode=0o600)
            file.write_text(secrets.token_urlsafe(18), encoding="utf-8")
        return file.read_text(encoding="utf-8").strip()

    @property
    def pid(self) -> int | None:
        """Process id of the running server; None where none runs."""
        with contextlib.suppress(OSError, ValueError):
            pid = int((self.home / "run" / "pid").read_text())
            if f"--home-dir={self.home}" in command_of(pid):
                return pid
        return None

    def running(self) -> Neo4jServer | None:
        """The server that runs in this folder, with the ports that it has; None where none does."""
        if self.pid is None:
            return None
        told = read_settings((self.home / "conf" / "neo4j.conf").read_text(encoding="utf-8"))
        http = told.get("server.http.listen_address", ":0").rpartition(":")[2]
        return Neo4jServer(
            self.home,
            bolt_port=int(told["server.bolt.listen_address"].rpartition(":")[2]),
            http_port=int(http),
            heap=told["server.memory.heap.max_size"],
            page_cache=told["server.memory.pagecache.size"],
            jars=self.jars,
        )

    @property
    def data_mb(self) -> float:
        """Disk that the data takes."""
        files = [file for file in (self.home / "data").rglob("*") if file.is_file()]
        return sum(file.stat().st_blocks for file in files) * 512 / 1e6

    def answers(self) -> str:
        """The server's version, such as 5.26.30, once its database has answered a query.

        Raises:
            StoreUnavailable: it does not answer, its database has failed, or the password is not
                that of its data.
        """
        return answering_version(self.url, self.home)

    def fetch(self, progress: Progress = no_progress) -> Fetched:
        """Download the server's jars unless they are there; raises ``StoreUnavailable``."""
        return fetch_jars(self.jars, progress)

    def start(self, *, fresh: bool = False, progress: Progress = no_progress) -> str:
        """Run the server until it answers, and return its store URL.

        ``fresh`` throws the data away first. A server that runs already is left as it is.

        Raises:
            StoreUnavailable: Java, memory, disk or a port is missing, the server runs on another
                port, the password is not that of the data, or the server ended at once.
        """
        java = find_java()
        refuse_foreign_folder(self.home)
        with hold_folder(self.home):
            there = self.running()
            if there is not None and not fresh:
                self._refuse_other(there)
                self.answers()
                return self.url
            self.kill()
            refuse_taken_ports(ADDRESS, [self.bolt_port, self.http_port])
            refuse_small_memory(self.heap, self.page_cache)
            self.fetch(progress)
            self.prepare(fresh=fresh)
            self._launch(java)
            self._await_start(progress)
        return self.url

    def stop(self, progress: Progress = no_progress) -> bool:
        """End the server in good order; False where none runs."""
        pid = self.pid
        if pid is None:
            return False
        progress("Stopping Neo4j", 0, 1)
        os.kill(pid, signal.SIGTERM)
        if not gone(pid, STOP_S):
            self.kill()
        progress("Stopping Neo4j", 1, 1)
        return True

    def kill(self) -> None:
        """End the server at once, as a crash would."""
        pid = self.pid
        if pid is not None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
            gone(pid, STOP_S)

    def admin(self, *arguments: str) -> str:
        """Run ``neo4j-admin`` on this server's folder and return what it printed.

        The server must have been started or fetched before, and must be stopped where the
        command needs that. Raises ``StoreUnavailable`` with what the command said.
        """
        environment = os.environ | {
            "NEO4J_HOME": str(self.home),
            "NEO4J_CONF": str(self.home / "conf"),
        }
        jars = jars_folder(self.jars)
        command = [find_java(), f"-Xmx{self.heap}", *_opens(), "-cp", f"{jars}/lib/*", ADMIN]
        done = subprocess.run(
            [*command, *arguments], env=environment, capture_output=True, text=True, check=False
        )
        if done.returncode:
            said = f"{done.stderr}\n{done.stdout}".strip()
            sentence, hint = known_trouble(said) or (said[-900:], "")
            raise StoreUnavailable(f"neo4j-admin failed: {sentence}", hint=hint)
        return done.stdout

    def _refuse_other(self, there: Neo4jServer) -> None:
        if (there.bolt_port, there.http_port) != (self.bolt_port, self.http_port):
            http = f"HTTP on port {there.http_port}" if there.http_port else "no HTTP"
            raise StoreUnavailable(
                f"Neo4j in {self.home} runs already, on port {there.bolt_port} with {http}",
                hint="Stop it first (tanlu neo4j stop), or name another folder with --home.",
            )

    def prepare(self, *, fresh: bool = False) -> None:
        """Folders, settings and, before the first start, the password."""
        for folder in ("data", "logs", "run") if fresh else ("logs", "run"):
            shutil.rmtree(self.home / folder, ignore_errors=True)
        empty = not (self.home / "data" / "dbms").exists()
        if empty:
            refuse_small_disk(self.home, EMPTY_MB, "an empty Neo4j")
        elif not self.password_file.exists():
            raise StoreUnavailable(
                f"the password of the data in {self.home} is missing: {self.password_file}",
                hint="Write it into that file, or throw the data away with --fresh.",
            )
        for folder in ("conf", "data", "logs", "run", "import"):
            (self.home / folder).mkdir(exist_ok=True)
        settings = write_settings(
            jars_folder(self.jars),
            address=ADDRESS,
            bolt_port=self.bolt_port,
            http_port=self.http_port,
            heap=self.heap,
            page_cache=self.page_cache,
        )
        text = "\n".join([settings, *self.extra, ""])
        (self.home / "conf" / "neo4j.conf").write_text(text, encoding="utf-8")
        if not empty:
            return
        secret = self.home / "run" / "arguments"  # a command line can be seen by other users
        secret.touch(mode=0o600)
        secret.write_text(f"dbms set-initial-password -- {self.password}", encoding="utf-8")
        self.admin(f"@{secret}")
        secret.unlink()

    def _launch(self, java: str) -> None:
        home, jars = self.home, jars_folder(self.jars)
        command = [
            *(java, f"-Xms{self.heap}", f"-Xmx{self.heap}", "-XX:+UseG1GC"),
            *("-Dfile.encoding=UTF-8", "-Dio.netty.tryReflectionSetAccessible=true"),
            *("-Dlog4j2.disable.jmx=true", *_opens()),
            *("-cp", f"{jars}/plugins/*:{home}/conf/*:{jars}/lib/*", MAIN),
            *(f"--home-dir={home}", f"--config-dir={home}/conf"),
        ]
        pid = launch(command, home / "logs" / "console.log")
        (home / "run" / "pid").write_text(str(pid))

    def _await_start(self, progress: Progress) -> None:
        log = self.home / "logs" / "neo4j.log"
        began = time.monotonic()
        progress("Starting Neo4j", 0, 1)
        while time.monotonic() < began + START_S:
            if log.exists() and " Started." in log.read_text(errors="replace"):
                self.answers()
                progress("Starting Neo4j", 1, 1)
                return
            if self.pid is None:
                break
            time.sleep(0.2)
        raise why_it_ended(self.home, ended=self.pid is None)


def _opens() -> list[str]:
    return [f"--add-opens=java.base/{package}=ALL-UNNAMED" for package in OPENS]
