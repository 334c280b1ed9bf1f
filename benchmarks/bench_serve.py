"""Serving: latency and throughput of a real `tanlu serve` process."""

from __future__ import annotations

import asyncio
import http.client
import json
import re
import shutil
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any

from measure import child, line, p95, service, title, workbook

from graph_service.store.pointer import read_pointer

REQUESTS = 300
CONNECTIONS = 50
SECONDS = 6
NETWORK = {"width": 900.0, "height": 700.0, "narrow": False, "lang": "en", "key": ""}


def main() -> None:
    title("Serving", "uvicorn", "fastapi", "orjson", "dash")
    with workbook() as (file, what), tempfile.TemporaryDirectory() as folder:
        url = f"embedded:{Path(folder) / 'tanlu.lbug'}"
        child("-m", "tanlu", "load", file, "--store", url)
        pointer = read_pointer(Path(folder) / "tanlu.lbug")
        assert pointer is not None
        edition = sorted(pointer.editions)[0]
        client = "wrk" if shutil.which("wrk") else "own asyncio client"
        print(f"  {what}, edition {edition}; {client}; client and server share the cores")
        start = time.perf_counter()
        with service(url) as (host, port):
            connection = http.client.HTTPConnection(host, port)
            _ask(connection, "GET", "/health/ready")
            line("from start to ready", time.perf_counter() - start, "s", limit=5)
            connection.close()
            _measure(host, port, edition)


def _measure(host: str, port: int, edition: str) -> None:
    paths = {
        "/industries": f"/api/v1/industries?edition={edition}&limit=100",
        "/flows": f"/api/v1/flows?edition={edition}&limit=100",
        "/backbone": f"/api/v1/backbone?edition={edition}&province=GD",
    }
    connection = http.client.HTTPConnection(host, port)
    for name, path in paths.items():
        seconds = [_ask(connection, "GET", path) for _ in range(REQUESTS)][10:]
        line(f"{name}, 100 rows, p95, one connection", p95(seconds) * 1e3, "ms", limit=50)
    body = _network(connection, edition)
    post = "/_dash-update-component"
    seconds = [_ask(connection, "POST", post, body) for _ in range(REQUESTS)][10:]
    line("Network callback, p95, one connection", p95(seconds) * 1e3, "ms", limit=50)
    connection.close()
    for name, path in paths.items():
        rate = _wrk(host, port, path) if shutil.which("wrk") else _rate(host, port, path)
        what = f"{name}, requests a second, {CONNECTIONS} connections"
        line(what, rate, "/s", limit=1500, least=True)


def _ask(
    connection: http.client.HTTPConnection, method: str, path: str, body: str | None = None
) -> float:
    start = time.perf_counter()
    connection.request(method, path, body, {"Content-Type": "application/json"} if body else {})
    reply = connection.getresponse()
    said = reply.read()
    if reply.status != 200:
        raise RuntimeError(f"{path}: {reply.status} {said[:300]!r}")
    return time.perf_counter() - start


def _network(connection: http.client.HTTPConnection, edition: str) -> str:
    """The request that the Network page sends for Guangdong, made from the callback's own shape."""
    connection.request("GET", "/_dash-dependencies")
    callbacks: list[dict[str, Any]] = json.load(connection.getresponse())
    (found,) = (c for c in callbacks if c["output"].startswith("..net-cy.elements"))
    values = {"net-request": NETWORK, "url": f"?edition={edition}&province=GD"}
    outputs = [part.rsplit(".", 1) for part in found["output"].strip(".").split("...")]
    return json.dumps(
        {
            "output": found["output"],
            "outputs": [{"id": id, "property": name} for id, name in outputs],
            "inputs": [item | {"value": values[item["id"]]} for item in found["inputs"]],
            "state": [item | {"value": values[item["id"]]} for item in found["state"]],
            "changedPropIds": ["net-request.data"],
        }
    )


def _wrk(host: str, port: int, path: str) -> float:
    call = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{SECONDS}s", f"http://{host}:{port}{path}"]
    said = subprocess.run(call, capture_output=True, text=True, check=True).stdout
    if "Non-2xx" in said:
        raise RuntimeError(said)
    found = re.search(r"Requests/sec:\s+([\d.]+)", said)
    assert found is not None
    return float(found[1])


def _rate(host: str, port: int, path: str) -> float:
    request = f"GET {path} HTTP/1.1\r\nHost: {host}\r\n\r\n".encode()

    async def ask(end: float) -> int:
        reader, writer = await asyncio.open_connection(host, port)
        done = 0
        while time.perf_counter() < end:
            writer.write(request)
            head = await reader.readuntil(b"\r\n\r\n")
            length = re.search(rb"content-length: (\d+)", head)
            if not head.startswith(b"HTTP/1.1 200") or length is None:
                raise RuntimeError(head.decode())
            await reader.readexactly(int(length[1]))
            done += 1
        writer.close()
        return done

    async def all_of_them() -> int:
        end = time.perf_counter() + SECONDS
        return sum(await asyncio.gather(*(ask(end) for _ in range(CONNECTIONS))))

    return asyncio.run(all_of_them()) / SECONDS


if __name__ == "__main__":
    main()
