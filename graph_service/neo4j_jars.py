"""The jars of a Neo4j Community server with OpenGDS, and the Java that runs them.

``deploy/neo4j/pom.xml`` names the versions, Maven fetches them from Maven Central. The jars lie in
a folder of their own, named by the versions, which all servers of this machine share.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import re
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from graph_service.errors import StoreUnavailable
from graph_service.progress import Progress, no_progress
from graph_service.reference import ROOT

POM = ROOT / "deploy" / "neo4j" / "pom.xml"
SHARED_JARS = ROOT / "data" / "build" / "neo4j-jars"
COPY = "org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies"
GDS = "org.neo4j.gds"
JAVAS = (17, 21)
SYSTEM_JAVAS = Path("/usr/lib/jvm")
DOWNLOAD_MB = 165
"""What a first fetch downloads, Maven's own plugins with it."""
NEEDED_MB = 400
"""Disk that a first fetch takes: Maven's own copy of the jars, and ours."""

_UNITS = {"B": 1e-6, "kB": 1e-3, "MB": 1.0, "GB": 1e3}
_TRANSFER = re.compile(r"^(?:\[INFO\] )?Downloaded from .* \(([\d.]+) ([kMG]?B)")
_INSTALL = "On Debian: apt-get install maven openjdk-17-jre-headless"


@dataclass(frozen=True)
class Versions:
    """Versions of the server and of its graph algorithms."""

    neo4j: str
    gds: str

    def __str__(self) -> str:
        return f"Neo4j {self.neo4j} with GDS {self.gds}"


@dataclass(frozen=True)
class Fetched:
    """Folder of the jars, and what getting them took: 0 s where they were there."""

    folder: Path
    seconds: float = 0.0
    downloaded_mb: float = 0.0

    @property
    def size_mb(self) -> float:
        """Size of all jars."""
        return sum(jar.stat().st_size for jar in self.folder.glob("*/*.jar")) / 1e6


def pinned_versions() -> Versions:
    """The versions that the pom names."""
    text = POM.read_text(encoding="utf-8")
    found = dict(re.findall(r"<(neo4j|gds)\.version>([^<]+)<", text))
    return Versions(found["neo4j"], found["gds"])


def jars_folder(shared: Path = SHARED_JARS) -> Path:
    """Folder of the jars that the pom names; complete where it exists."""
    versions = pinned_versions()
    digest = hashlib.sha256(POM.read_bytes()).hexdigest()[:8]
    return shared / f"{versions.neo4j}-{versions.gds}-{digest}"


def fetch_jars(shared: Path = SHARED_JARS, progress: Progress = no_progress) -> Fetched:
    """Download the jars unless they are there.

    Raises:
        StoreUnavailable: Maven or disk space is missing, or the download failed.
    """
    folder = jars_folder(shared)
    if folder.is_dir():
        return Fetched(folder)
    if shutil.which("mvn") is None:
        raise StoreUnavailable(
            "Maven is missing: it fetches Neo4j from Maven Central", hint=_INSTALL
        )
    began, downloaded = time.monotonic(), 0.0
    progress(step := f"Fetching {pinned_versions()} from Maven Central", 0, DOWNLOAD_MB)
    with _locked(shared):
        if folder.is_dir():
            return Fetched(folder)
        refuse_small_disk(shared, NEEDED_MB, "the first fetch of Neo4j")
        fresh = folder.with_name(f"{folder.name}.new")
        shutil.rmtree(fresh, ignore_errors=True)
        for size in _copy(fresh / "lib"):
            downloaded += size
            progress(step, int(downloaded), DOWNLOAD_MB)
        (fresh / "plugins").mkdir()
        for jar in (fresh / "lib").glob(f"{GDS}.*"):
            jar.rename(fresh / "plugins" / jar.name)
        progress(step, DOWNLOAD_MB, DOWNLOAD_MB)
        fresh.rename(folder)
    return Fetched(folder, time.monotonic() - began, downloaded)


def find_java() -> str:
    """Path of a Java that Neo4j runs on: of ``JAVA_HOME``, of ``PATH``, or of the system.

    Raises:
        StoreUnavailable: there is none, or none of a version that Neo4j takes.
    """
    home, other = os.environ.get("JAVA_HOME"), []
    named = f"{home}/bin/java" if home else shutil.which("java")
    system = sorted(str(java) for java in SYSTEM_JAVAS.glob("*/bin/java"))
    for java in [*([named] if named else []), *system]:
        version = java_version(java)
        if version and _major(version) in JAVAS:
            return java
        if version:
            other.append(f"{java} is Java {version}")
    raise StoreUnavailable(
        f"Neo4j needs Java 17 or 21; {'; '.join(other) if other else 'there is no Java here'}",
        hint=f"{_INSTALL}, or name one with JAVA_HOME.",
    )


def java_version(java: str) -> str:
    """Version that a ``java`` tells of itself, such as 17.0.15; empty where it does not run."""
    try:
        told = subprocess.run(
            [java, "-Xmx16m", "-version"], capture_output=True, text=True, check=False
        )
    except OSError:
        return ""
    found = re.search(r'version "([^"]+)"', told.stderr)
    return found[1] if found else ""


def refuse_small_disk(folder: Path, needed_mb: float, what: str) -> None:
    """Raise ``StoreUnavailable`` where a disk has less free space than something takes."""
    there = next(place for place in (folder, *folder.parents) if place.exists())
    free = shutil.disk_usage(there).free / 1e6
    if free < needed_mb:
        raise StoreUnavailable(
            f"not enough disk space: {what} needs {needed_mb:,.0f} MB in {folder}, "
            f"{free:,.0f} MB are free",
            hint="Make space, or name a folder on another disk with --home.",
        )


def _copy(target: Path) -> Iterator[float]:
    """Let Maven copy the jars to a folder; the size of each file that it downloads, in MB."""
    command = ["mvn", "-B", "-f", str(POM), COPY, "-DincludeScope=runtime"]
    said: list[str] = []
    with subprocess.Popen(
        [*command, "-Dmdep.prependGroupId=true", f"-DoutputDirectory={target}"],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as maven:
        for line in maven.stdout or ():
            transfer = _TRANSFER.match(line)
            if transfer:
                yield float(transfer[1]) * _UNITS[transfer[2]]
            elif "ERROR" in line or "error" in line:
                said.append(line.strip())
    if maven.returncode:
        raise StoreUnavailable(
            f"Maven could not fetch Neo4j: {' '.join(said)[:600]}",
            hint="Is Maven Central, or a mirror of it, reachable?",
        )


def _major(version: str) -> int:
    """17 of 17.0.15, and 8 of 1.8.0_292."""
    parts = [int(part) for part in re.findall(r"\d+", version)]
    return parts[1] if parts[0] == 1 and len(parts) > 1 else parts[0]


@contextmanager
def _locked(shared: Path) -> Iterator[None]:
    """Hold the folder of the jars, so that two programs do not fetch at once."""
    try:
        shared.mkdir(parents=True, exist_ok=True)
        lock = (shared / "lock").open("w")
    except OSError as error:
        raise StoreUnavailable(
            f"cannot write to {shared}: {error.strerror}", hint="Is the folder yours?"
        ) from error
    with lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
