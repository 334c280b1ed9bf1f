"""A Neo4j Community server with OpenGDS on this machine, from Maven Central, without Docker.

One folder is one server: its jars, its data, its password. ``fetch`` fills the jars (Maven and
Java 17 or 21 are needed), ``start`` runs it on loopback, ``stop`` ends it.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import secrets
import shutil
import signal
import socket
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

from graph_service.errors import StoreUnavailable
from graph_service.progress import Progress, no_progress
from graph_service.reference import ROOT

DEPLOY = ROOT / "deploy" / "neo4j"
COPY = "org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies"
GDS = "org.neo4j.gds"
MAIN = "org.neo4j.server.CommunityEntryPoint"
OPENS = ("java.nio", "java.io", "java.lang", "java.util.concurrent", "sun.nio.ch")
START_S = 180.0
STOP_S = 60.0
USER = "neo4j"
ADDRESS = "127.0.0.1"


@dataclass(frozen=True)
class Neo4jServer:
    """A server in a folder of its own. ``http_port`` 0 leaves Neo4j's HTTP API off."""

    home: Path
    bolt_port: int = 7687
    http_port: int = 0
    heap: str = "1g"
    page_cache: str = "512m"

    @property
    def url(self) -> str:
        """Store URL, with user and password."""
        return f"bolt://{USER}:{self.password}@{ADDRESS}:{self.bolt_port}"

    @property
    def password(self) -> str:
        """The password, made at random when first asked for and kept beside the data."""
        file = self.home / "password"
        if not file.exists():
            self.home.mkdir(parents=True, exist_ok=True)
            file.touch(mode=0o600)
            file.write_text(secrets.token_urlsafe(18), encoding="utf-8")
        return file.read_text(encoding="utf-8")

    @property
    def pid(self) -> int | None:
        """Process id of the running server; None where none runs."""
        try:
            pid = int((self.home / "run" / "pid").read_text())
            command = Path(f"/proc/{pid}/cmdline")
            os.kill(pid, 0)
        except (FileNotFoundError, ValueError, ProcessLookupError):
            return None
        alive = not command.exists() or str(self.home).encode() in command.read_bytes()
        return pid if alive else None

    def fetch(self, progress: Progress = no_progress) -> float:
        """Download the server's jars unless they are there; MB now in the folder.

        Raises:
            StoreUnavailable: Maven is missing, or the download failed.
        """
        pom = DEPLOY / "pom.xml"
        digest = hashlib.sha256(pom.read_bytes()).hexdigest()
        mark = self.home / "fetched"
        if not mark.exists() or mark.read_text() != digest:
            for done, (folder, choice) in enumerate((("lib", "exclude"), ("plugins", "include"))):
                progress("Fetching Neo4j from Maven Central", done, 2)
                shutil.rmtree(self.home / folder, ignore_errors=True)
                _maven(pom, self.home / folder, f"-D{choice}GroupIds={GDS}")
            progress("Fetching Neo4j from Maven Central", 2, 2)
            mark.write_text(digest)
        jars = [*self.home.glob("lib/*.jar"), *self.home.glob("plugins/*.jar")]
        return sum(jar.stat().st_size for jar in jars) / 1e6

    def start(self, *, fresh: bool = False, progress: Progress = no_progress) -> str:
        """Run the server until it answers, and return its store URL.

        ``fresh`` throws the data away first. A server that runs already is left as it is.

        Raises:
            StoreUnavailable: Java is missing, the port is taken, or the server ended at once.
        """
        if self.pid is not None:
            if not fresh:
                return self.url
            self.kill()
        _refuse_taken_ports([self.bolt_port, self.http_port])
        self.fetch(progress)
        for folder in ("data", "logs", "run") if fresh else ("logs", "run"):
            shutil.rmtree(self.home / folder, ignore_errors=True)
        for folder in ("conf", "data", "logs", "run", "import"):
            (self.home / folder).mkdir(exist_ok=True)
        (self.home / "conf" / "neo4j.conf").write_text(self._configuration())
        if not (self.home / "data" / "dbms").exists():
            self.admin("dbms", "set-initial-password", self.password)
        self._launch()
        self._await_start(progress)
        return self.url

    def stop(self) -> bool:
        """End the server in good order; False where none runs."""
        pid = self.pid
        if pid is None:
            return False
        os.kill(pid, signal.SIGTERM)
        if not _gone(pid, STOP_S):
            self.kill()
        return True

    def kill(self) -> None:
        """End the server at once, as a crash would."""
        pid = self.pid
        if pid is not None:
            os.kill(pid, signal.SIGKILL)
            _gone(pid, STOP_S)

    def admin(self, *arguments: str) -> str:
        """Run ``neo4j-admin`` on this server's folder and return what it printed."""
        environment = os.environ | {
            "NEO4J_HOME": str(self.home),
            "NEO4J_CONF": str(self.home / "conf"),
        }
        command = [_java(), *_opens(), "-cp", f"{self.home}/lib/*", "org.neo4j.cli.AdminTool"]
        done = subprocess.run(
            [*command, *arguments], env=environment, capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise StoreUnavailable(f"neo4j-admin {arguments[0]} failed: {done.stderr.strip()}")
        return done.stdout

    def _configuration(self) -> str:
        own = [
            f"server.bolt.listen_address={ADDRESS}:{self.bolt_port}",
            f"server.http.enabled={'true' if self.http_port else 'false'}",
            "server.https.enabled=false",
            f"server.memory.heap.initial_size={self.heap}",
            f"server.memory.heap.max_size={self.heap}",
            f"server.memory.pagecache.size={self.page_cache}",
        ]
        if self.http_port:
            own.append(f"server.http.listen_address={ADDRESS}:{self.http_port}")
        return "\n".join([(DEPLOY / "neo4j.conf").read_text(encoding="utf-8"), *own, ""])

    def _launch(self) -> None:
        home = self.home
        path = f"{home}/plugins/*:{home}/conf/*:{home}/lib/*"
        command = [
            *(_java(), f"-Xms{self.heap}", f"-Xmx{self.heap}", "-XX:+UseG1GC"),
            *("-Dfile.encoding=UTF-8", "-Dio.netty.tryReflectionSetAccessible=true"),
            *("-Dlog4j2.disable.jmx=true", *_opens(), "-cp", path, MAIN),
            *(f"--home-dir={home}", f"--config-dir={home}/conf"),
        ]
        with (home / "logs" / "console.log").open("wb") as log:
            process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True
            )
        (home / "run" / "pid").write_text(str(process.pid))

    def _await_start(self, progress: Progress) -> None:
        log = self.home / "logs" / "neo4j.log"
        began = time.monotonic()
        progress("Starting Neo4j", 0, 1)
        while time.monotonic() < began + START_S:
            if log.exists() and " Started." in log.read_text(errors="replace"):
                progress("Starting Neo4j", 1, 1)
                return
            if self.pid is None:
                break
            time.sleep(0.2)
        console = (self.home / "logs" / "console.log").read_text(errors="replace")
        raise StoreUnavailable(
            f"Neo4j did not start in {self.home}: {console.strip()[-600:]}",
            hint=f"The logs are in {self.home / 'logs'}.",
        )


def _maven(pom: Path, target: Path, choice: str) -> None:
    if shutil.which("mvn") is None:
        raise StoreUnavailable(
            "Maven is missing: it fetches Neo4j from Maven Central",
            hint="On Debian: apt-get install maven openjdk-17-jre-headless",
        )
    command = ["mvn", "-B", "-q", "-f", str(pom), COPY, "-DincludeScope=runtime", choice]
    done = subprocess.run(
        [*command, f"-DoutputDirectory={target}"], capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise StoreUnavailable(
            f"Maven could not fetch Neo4j: {done.stdout.strip()[-600:]}",
            hint="Is Maven Central, or a mirror of it, reachable?",
        )


def _java() -> str:
    home = os.environ.get("JAVA_HOME")
    java = f"{home}/bin/java" if home else shutil.which("java")
    if java is None:
        raise StoreUnavailable(
            "Java is missing: Neo4j needs Java 17 or 21",
            hint="On Debian: apt-get install openjdk-17-jre-headless",
        )
    return java


def _opens() -> list[str]:
    return [f"--add-opens=java.base/{package}=ALL-UNNAMED" for package in OPENS]


def _refuse_taken_ports(ports: list[int]) -> None:
    for port in filter(None, ports):
        with socket.socket() as tried:
            if tried.connect_ex((ADDRESS, port)) == 0:
                raise StoreUnavailable(
                    f"port {port} is taken by another program",
                    hint="Name another with --port, or stop what listens there.",
                )


def _gone(pid: int, seconds: float) -> bool:
    """Whether a process ends within so many seconds."""
    for _ in range(int(seconds * 10)):
        with contextlib.suppress(ChildProcessError):
            os.waitpid(pid, os.WNOHANG)
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.1)
    return False
