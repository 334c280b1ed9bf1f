"""The proxy before several replicas: a real nginx with our settings, real services behind it."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

from graph_service.gds.engine import PATIENCE_S, RUN_S
from tests.economy import economy, publish
from tests.ports import free_port, listens
from tests.waiting import wait_for

ROOT = Path(__file__).resolve().parents[2]
TEMPLATE = ROOT / "deploy" / "proxy" / "default.conf.template"
REPLICAS = ("127.0.0.2", "127.0.0.3", "127.0.0.4")


class Names(threading.Thread):
    """A DNS server that knows the replicas, as Docker's does."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind(("127.0.0.1", 0))
        self.addresses = list(REPLICAS)

    @property
    def port(self) -> int:
        port: int = self.socket.getsockname()[1]
        return port

    def run(self) -> None:
        while True:
            try:
                question, asker = self.socket.recvfrom(512)
            except OSError:
                return
            end = question.index(0, 12) + 5
            count = len(self.addresses).to_bytes(2, "big")
            head = question[:2] + b"\x81\x80\x00\x01" + count + b"\x00\x00\x00\x00"
            records = b"".join(
                b"\xc0\x0c\x00\x01\x00\x01\x00\x00\x00\x01\x00\x04" + socket.inet_aton(address)
                for address in self.addresses
            )
            self.socket.sendto(head + question[12:end] + records, asker)


@dataclass
class Cluster:
    """A proxy and its replicas."""

    address: str
    folder: Path
    url: str
    port: int
    names: Names
    running: dict[str, subprocess.Popen[str]]

    def ask(self, path: str, body: bytes | None = None) -> int:
        call = urllib.request.Request(
            self.address + path, body, {"content-type": "application/json"}
        )
        try:
            with urllib.request.urlopen(call, timeout=300) as reply:
                return int(reply.status)
        except urllib.error.HTTPError as error:
            with closing(error):
                return error.code

    def asked(self) -> Counter[str]:
        """How many calls each replica answered."""
        lines = (self.folder / "access.log").read_text().splitlines()
        return Counter(line.split(",")[-1].strip().partition(":")[0] for line in lines)

    def ask_until(self, *hosts: str) -> None:
        """Ask, twenty times at least, until each of these replicas has answered three calls."""
        told = [self.ask("/api/v1/editions")]
        while len(told) < 20 or min(self.asked()[host] for host in hosts) < 3:
            assert len(told) < 2000, self.asked()
            time.sleep(0.1)
            told.append(self.ask("/api/v1/editions"))
        assert set(told) == {200}

    def begin(self, host: str) -> None:
        call = [sys.executable, "-m", "tanlu", "serve", "--store", self.url]
        self.running[host] = subprocess.Popen(
            [*call, "--host", host, "--port", str(self.port)],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            text=True,
        )

    def await_start(self, host: str) -> None:
        replica = self.running[host]
        assert replica.stdout is not None
        assert any(line.startswith("Tanlu serves on") for line in replica.stdout)

    def end(self, host: str, number: int = signal.SIGKILL) -> None:
        with self.running.pop(host) as replica:
            replica.send_signal(number)
            replica.wait(120)


@dataclass(frozen=True)
class Silent:
    """A proxy, and replicas that take calls and never answer."""

    cluster: Cluster
    replicas: list[socket.socket]

    def calls(self) -> list[int]:
        """How many calls each has got, the fewest first."""
        return sorted(_taken(replica) for replica in self.replicas)


def _taken(replica: socket.socket) -> int:
    """How many connections were made to a socket, which are closed now."""
    replica.setblocking(False)
    count = 0
    with suppress(BlockingIOError):
        while True:
            replica.accept()[0].close()
            count += 1
    return count


def seconds(name: str) -> int:
    """A limit of our settings."""
    (told,) = re.findall(rf"^ *{name} (\d+)s;", TEMPLATE.read_text(encoding="utf-8"), re.MULTILINE)
    return int(told)


def nginx_settings(
    folder: Path, names: Names, listen: int, port: int, shorter: Mapping[str, str]
) -> str:
    """Our settings with the placeholders filled, below what the image of nginx brings.

    ``shorter`` has limits for which a test does not wait.
    """
    placeholders = {
        "NGINX_LOCAL_RESOLVERS": f"127.0.0.1:{names.port}",
        "TANLU_PROXY_LISTEN": f"127.0.0.1:{listen}",
        "TANLU_REPLICA": f"replica:{port}",
    }
    text = TEMPLATE.read_text(encoding="utf-8")
    for name, value in placeholders.items():
        assert f"${{{name}}}" in text
        text = text.replace(f"${{{name}}}", value)
    assert "${" not in text
    for name, limit in shorter.items():
        text = text.replace(f"{name} {seconds(name)}s;", f"{name} {limit};")
    user = "user root;" if os.geteuid() == 0 else ""
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    places = "\n".join(f"{kind}_temp_path {folder}/{kind};" for kind in kinds)
    return f"""{user}
daemon off; pid {folder}/pid; error_log {folder}/error.log;
events {{}}
http {{
log_format asked '$upstream_addr'; access_log {folder}/access.log asked;
{places}
{text.replace("valid=5s", "valid=1s")}
}}"""


@contextmanager
def proxied(folder: Path, names: Names, listen: int, port: int, **shorter: str) -> Iterator[None]:
    (folder / "nginx.conf").write_text(nginx_settings(folder, names, listen, port, shorter))
    program = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")
    assert program is not None, "nginx is missing: make system"
    call = [program, "-e", str(folder / "error.log"), "-p", str(folder), "-c"]
    with subprocess.Popen([*call, str(folder / "nginx.conf")]) as nginx:
        try:
            wait_for(lambda: listens(listen) or nginx.poll() is not None)
            assert nginx.poll() is None, (folder / "error.log").read_text()
            yield
        finally:
            nginx.terminate()
            nginx.wait(120)


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    folder = tmp_path_factory.mktemp("proxy")
    url = f"embedded:{folder / 'tanlu.lbug'}"
    publish(url, [economy("2017")])
    names, listen, port = Names(), free_port(), free_port()
    names.start()
    found = Cluster(f"http://127.0.0.1:{listen}", folder, url, port, names, {})
    try:
        for host in REPLICAS[:2]:
            found.begin(host)
        for host in REPLICAS[:2]:
            found.await_start(host)
        names.addresses = list(REPLICAS[:2])
        with proxied(folder, names, listen, port):
            yield found
    finally:
        for host in [*found.running]:
            found.end(host)
        names.socket.close()


def test_the_proxy_spreads_calls_and_outlives_a_replica_that_dies(cluster: Cluster) -> None:
    paths = ("/health/ready", "/api/v1/editions", "/", "/api/v1/flows?edition=2017")
    assert [cluster.ask(path) for path in paths] == [200] * 4
    cluster.ask_until(*REPLICAS[:2])
    assert set(cluster.asked()) == set(REPLICAS[:2])
    cluster.end(REPLICAS[0])
    statement = b'{"statement": "MATCH (i:Industry) RETURN count(i) AS n"}'
    for _ in range(5):
        assert cluster.ask("/api/v1/editions") == 200
        assert cluster.ask("/api/v1/cypher", statement) == 200
    cluster.begin(REPLICAS[2])
    cluster.await_start(REPLICAS[2])
    cluster.names.addresses = list(REPLICAS[1:])
    cluster.ask_until(REPLICAS[2])


def test_the_limits_and_errors_of_the_service_pass_through(cluster: Cluster) -> None:
    assert cluster.ask("/api/v1/nothing") == 404
    assert cluster.ask("/api/v1/cypher", b'{"statement": "CREATE (:X)"}') == 403
    assert cluster.ask("/api/v1/cypher", b"x" * 1_200_000) == 413
    assert cluster.ask("/api/v1/cypher", b"x" * 3_000_000) == 413


def test_the_compose_file_fills_every_placeholder() -> None:
    compose = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
    names = set(re.findall(r"\$\{(\w+)\}", TEMPLATE.read_text(encoding="utf-8")))
    assert names == {"NGINX_LOCAL_RESOLVERS", "TANLU_PROXY_LISTEN", "TANLU_REPLICA"}
    assert 'NGINX_ENTRYPOINT_LOCAL_RESOLVERS: "1"' in compose
    assert "TANLU_PROXY_LISTEN:" in compose
    assert "TANLU_REPLICA:" in compose


def test_where_no_replica_is_left_the_answer_says_when_to_ask_again(cluster: Cluster) -> None:
    for host in [*cluster.running]:
        cluster.end(host)
    with pytest.raises(urllib.error.HTTPError) as raised:
        urllib.request.urlopen(cluster.address + "/api/v1/editions", timeout=300)
    with closing(raised.value) as answer:
        assert answer.code == 503
        assert int(answer.headers["retry-after"]) > 0
        told = json.load(answer)
    assert (told["ok"], told["status"], told["code"]) == (False, 503, "store_unavailable")
    assert told["hint"]


def test_the_longest_run_is_waited_for() -> None:
    assert seconds("proxy_read_timeout") > RUN_S + PATIENCE_S
    tries = 2 * seconds("proxy_connect_timeout")
    assert tries < seconds("proxy_next_upstream_timeout") < PATIENCE_S


@contextmanager
def silent(folder: Path, *, queue: int | None = None, **shorter: str) -> Iterator[Silent]:
    """Two replicas that take calls and never answer, behind a proxy."""
    names, listen, port = Names(), free_port(), free_port()
    names.addresses = list(REPLICAS[:2])
    names.start()
    with ExitStack() as stack:
        stack.callback(names.socket.close)
        replicas = [
            stack.enter_context(socket.create_server((host, port), backlog=queue))
            for host in names.addresses
        ]
        stack.enter_context(proxied(folder, names, listen, port, **shorter))
        yield Silent(Cluster(f"http://127.0.0.1:{listen}", folder, "", port, names, {}), replicas)


@pytest.mark.parametrize("body", [None, b"{}"], ids=["GET", "POST"])
def test_a_slow_run_is_begun_by_one_replica_only(tmp_path: Path, body: bytes | None) -> None:
    short = {"proxy_read_timeout": "600ms", "proxy_next_upstream_timeout": "300ms"}
    with silent(tmp_path, **short) as slow:
        assert slow.cluster.ask("/api/v1/network", body) == 503
        assert slow.calls() == [0, 1]


def test_a_replica_to_which_no_connection_can_be_made_is_passed_over(tmp_path: Path) -> None:
    """Their queues are full: the proxy waits for them as for machines that have gone."""
    short = {"proxy_connect_timeout": "200ms"}
    with silent(tmp_path, queue=0, **short) as gone, ExitStack() as stack:
        for replica in gone.replicas:
            stack.enter_context(socket.create_connection(replica.getsockname()))
        assert gone.cluster.ask("/api/v1/network", b"{}") == 503
    (line,) = (tmp_path / "access.log").read_text().splitlines()
    assert {address.partition(":")[0] for address in line.split(", ")} == set(REPLICAS[:2])
