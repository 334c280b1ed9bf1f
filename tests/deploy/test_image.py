"""The Dockerfile: checked, and its own steps run in a clean folder, as no engine is at hand."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import time
from fnmatch import fnmatch
from pathlib import Path

import pytest

from tests.ports import free_port

ROOT = Path(__file__).resolve().parents[2]
LIGHT = ROOT / "requirements.lock"
Step = tuple[str, str]


def dockerfile() -> list[Step]:
    """Instructions of the Dockerfile, continued lines joined."""
    text = re.sub(r"\\\n\s*", " ", (ROOT / "Dockerfile").read_text(encoding="utf-8"))
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    return [(word, rest) for word, _, rest in (line.partition(" ") for line in lines)]


def stages() -> list[list[Step]]:
    found: list[list[Step]] = []
    for step in dockerfile():
        if step[0] == "FROM":
            found.append([])
        found[-1].append(step)
    return found


def context() -> set[str]:
    """What .dockerignore lets into the build: the last line that fits a file decides."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    lines = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    rules = [line for line in lines if line and not line.startswith("#")]

    def let_in(name: str) -> bool:
        kept = True
        for rule in rules:
            pattern = rule.removeprefix("!")
            if fnmatch(name, pattern) or name.startswith(f"{pattern}/"):
                kept = rule.startswith("!")
        return kept and (ROOT / name).is_file()

    return {name for name in listed.stdout.splitlines() if let_in(name)}


def test_hadolint_finds_nothing() -> None:
    hadolint = Path(sys.executable).with_name("hadolint")
    done = subprocess.run(
        [hadolint, "Dockerfile"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (0, "")


def test_both_stages_start_from_one_pinned_image() -> None:
    bases = {rest.split()[0] for word, rest in dockerfile() if word == "FROM"}
    assert len(bases) == 1
    assert re.fullmatch(r"python:3\.\d+\.\d+-slim-\w+", bases.pop())


def test_it_runs_as_a_user_without_rights_given_by_number() -> None:
    *_, (_, user) = [step for step in dockerfile() if step[0] == "USER"]
    assert re.fullmatch(r"[1-9]\d{3,}:[1-9]\d{3,}", user)


def test_no_data_no_secret_and_no_test_goes_into_the_image() -> None:
    names = context()
    assert {"tanlu.py", "cypher/catalog/version.cypher", "data/reference/sectors.csv"} <= names
    for name in names:
        assert not name.startswith(("tests/", "benchmarks/", "docs/", ".", "data/raw/")), name
    (ROOT / "data" / "build").mkdir(exist_ok=True)
    assert not [name for name in names if name.startswith("data/build")]


def test_the_image_gets_the_light_set_of_packages() -> None:
    told = " ".join(rest for _, rest in dockerfile())
    assert "--require-hashes -r requirements.lock" in told
    assert "requirements-dev" not in told
    light = LIGHT.read_text(encoding="utf-8")
    for heavy in ("py2neo", "pytest", "playwright", "mypy"):
        assert f"\n{heavy}==" not in light
    full = (ROOT / "requirements-dev.lock").read_text(encoding="utf-8")
    pins = re.findall(r"^\S+==\S+", light, re.MULTILINE)
    assert len(pins) > 50
    assert [pin for pin in pins if f"{pin} " not in full] == []


class Image:
    """A folder in which the steps of the build stage are run."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.environment: dict[str, str] = {}

    def moved(self, text: str) -> str:
        """The paths of the image, below the folder."""
        return re.sub(r"(?<![\w.])/(?=(opt/tanlu|app)\b)", f"{self.root}/", text)

    def build(self) -> None:
        shell_folder = self.root
        for word, rest in stages()[0]:
            if word == "WORKDIR":
                shell_folder = Path(self.moved(rest))
                shell_folder.mkdir(parents=True)
            elif word == "ENV":
                self.environment |= dict(pair.split("=", 1) for pair in shlex.split(rest))
            elif word == "COPY":
                *sources, target = rest.split()
                self._copy(sources, shell_folder / target)
            elif word == "RUN":
                self._run(["sh", "-euc", self.moved(rest)], shell_folder)
            else:
                assert word == "FROM", word

    def _copy(self, sources: list[str], target: Path) -> None:
        allowed = context()
        for source in sources:
            chosen = [n for n in allowed if n == source or n.startswith(f"{source}/")]
            assert chosen, f"the build would not find {source}"
            for name in chosen:
                inner = name.removeprefix(source).lstrip("/") or Path(name).name
                (target / inner).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(ROOT / name, target / inner)

    def _run(self, command: list[str], folder: Path) -> None:
        python = self.root / "bin"
        python.mkdir(exist_ok=True)
        if not (python / "python").exists():
            (python / "python").symlink_to(Path(sys.base_prefix) / "bin" / "python3")
        outside = {k: v for k, v in os.environ.items() if k.startswith("PIP_") or k == "HOME"}
        path = f"{python}:/usr/bin:/bin"
        done = subprocess.run(
            command,
            cwd=folder,
            env=outside | self.environment | {"PATH": path},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr

    def running(self, port: int) -> dict[str, str]:
        """The environment that the last stage gives to the service."""
        given = [shlex.split(rest) for word, rest in stages()[1] if word == "ENV"]
        pairs = dict(pair.split("=", 1) for words in given for pair in words)
        pairs["PATH"] = self.moved(pairs["PATH"]).replace("$PATH", "/usr/bin:/bin")
        return pairs | {"TANLU_PORT": str(port), "HOME": str(self.root)}

    def written(self) -> set[str]:
        """Files of the image, those that it is meant to write apart."""
        found = self.root.rglob("*")
        kept = (str(path.relative_to(self.root)) for path in found)
        return {name for name in kept if not name.startswith("app/data/build/")}


@pytest.fixture(scope="module")
def image(tmp_path_factory: pytest.TempPathFactory) -> Image:
    built = Image(tmp_path_factory.mktemp("image"))
    built.build()
    return built


def said(word: str) -> list[str]:
    """The words of the last instruction of a kind, given as JSON."""
    *_, rest = [rest for step, rest in stages()[1] if step == word]
    words: list[str] = json.loads(rest[rest.index("[") :])
    return words


def test_the_last_stage_takes_what_the_first_has_made(image: Image) -> None:
    for word, rest in stages()[1]:
        if word == "COPY":
            *_, source, target = rest.split()
            assert source == target, "an environment of Python cannot be moved"
            assert Path(image.moved(source)).is_dir()


def test_what_the_image_holds_is_small_and_needs_no_pip(image: Image) -> None:
    files = [path for path in image.root.rglob("*") if path.is_file() and not path.is_symlink()]
    size = sum(path.stat().st_size for path in files) / 1e6
    assert size < 700, f"{size:,.0f} MB"
    assert not (image.root / "opt/tanlu/bin/pip").exists()
    names = {path.name for path in (image.root / "app").iterdir()}
    assert not names & {"tests", "docs", ".git", ".env"}


def test_the_image_can_ask_graph_data_science(image: Image) -> None:
    code = "import graph_service.gds.runner, graphdatascience as g; print(g.__version__)"
    done = subprocess.run(
        ["python", "-c", code],
        cwd=image.root,
        env=image.running(free_port()),
        capture_output=True,
        text=True,
        check=False,
    )
    pinned = re.search(r"^graphdatascience==(\S+)", LIGHT.read_text(encoding="utf-8"), re.MULTILINE)
    assert pinned is not None
    assert done.stdout.strip() == pinned[1], done.stderr


def test_the_command_of_the_image_serves_and_its_health_check_tells_when(image: Image) -> None:
    port = free_port()
    environment, app = image.running(port), image.root / "app"
    environment["TANLU_HOST"] = "127.0.0.1"  # in the image it is 0.0.0.0, behind Docker's network
    before = image.written()
    check = said("HEALTHCHECK")

    def healthy() -> bool:
        done = subprocess.run(check, env=environment, capture_output=True, check=False)
        return done.returncode == 0

    assert not healthy()
    call = said("ENTRYPOINT") + said("CMD")
    with subprocess.Popen(call, cwd=app, env=environment, stdout=subprocess.PIPE) as service:
        try:
            end = time.monotonic() + 600
            while not healthy():
                assert service.poll() is None, "the service ended"
                assert time.monotonic() < end, "the service was not ready in time"
                time.sleep(0.5)
        finally:
            service.send_signal(signal.SIGTERM)
            service.wait(120)
    assert service.returncode in (0, -signal.SIGTERM)
    assert image.written() == before
