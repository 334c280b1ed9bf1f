"""``tanlu neo4j``: a Neo4j server of one's own on this machine, without Docker."""

from __future__ import annotations

import time
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from graph_service.errors import StoreUnavailable
from graph_service.neo4j_jars import (
    DOWNLOAD_MB,
    fetch_jars,
    find_java,
    jars_folder,
    java_version,
    pinned_versions,
)
from graph_service.neo4j_server import USER, Neo4jServer
from graph_service.neo4j_troubles import megabytes
from graph_service.progress import progress_bar
from graph_service.reference import ROOT

app = typer.Typer(
    help="Start, stop and look at a Neo4j server of your own on this machine.",
    no_args_is_help=True,
)

Home = Annotated[Path, typer.Option(help="Folder of the server: its data, password and logs")]
HOME = ROOT / "data" / "build" / "neo4j"
PORT = typer.Option(help="Port for Bolt, on loopback", min=1, max=65535, show_default="7687")
HTTP_PORT = typer.Option(
    help="Port for Neo4j's own HTTP API, on loopback; 0: off", min=0, max=65535, show_default="0"
)
HEAP = typer.Option(help="Java's heap, such as 512m or 4g", show_default="1g")


@app.command()
def start(
    home: Home = HOME,
    port: Annotated[int | None, PORT] = None,
    http_port: Annotated[int | None, HTTP_PORT] = None,
    heap: Annotated[str | None, HEAP] = None,
    fresh: Annotated[bool, typer.Option("--fresh", help="Throw the data away first")] = False,
) -> None:
    """Start Neo4j with its data, and print the store URL; fetch it where it is not there yet.

    A server that runs already is left as it is, where no other port is asked for.
    """
    there = None if fresh else Neo4jServer(home).running()
    kept = there or Neo4jServer(home)
    server = Neo4jServer(
        home,
        kept.bolt_port if port is None else port,
        kept.http_port if http_port is None else http_port,
        kept.heap if heap is None else heap,
    )
    find_java()
    began = time.monotonic()
    with progress_bar() as progress:
        if not jars_folder(server.jars).is_dir():
            _say(f"{pinned_versions()} is not here yet: about {DOWNLOAD_MB} MB to download, once")
            got = fetch_jars(server.jars, progress)
            _say(
                f"fetched    {got.downloaded_mb:,.0f} MB in {got.seconds:.0f} s; "
                f"{got.size_mb:,.0f} MB in {got.folder}"
            )
        url = server.start(fresh=fresh, progress=progress)
    _say("running    already" if there else f"started    in {time.monotonic() - began:.0f} s")
    if there and megabytes(there.heap) != megabytes(server.heap):
        _say(
            f"heap       stays {there.heap}; `tanlu neo4j stop`, then "
            f"`tanlu neo4j start --heap {server.heap}` changes it"
        )
    _say(f"password   of the user {USER}: in {server.password_file}")
    _say(f"HTTP API   {server.http_url or 'off'}")
    typer.echo(url)


@app.command()
def stop(home: Home = HOME) -> None:
    """End the server in good order; its data stays. Ends with 0 also where none runs."""
    with progress_bar() as progress:
        stopped = Neo4jServer(home).stop(progress)
    _say("stopped" if stopped else f"no Neo4j runs in {home}")


@app.command()
def status(home: Home = HOME) -> None:
    """Tell whether the server runs, where, and what it holds. Ends with 3 where it does not run."""
    there = Neo4jServer(home)
    server = there.running()
    typer.echo(f"data       {there.data_mb:,.0f} MB in {there.home / 'data'}")
    if server is None:
        raise StoreUnavailable(
            f"no Neo4j runs in {home}", hint="Start it: tanlu neo4j start, with the same --home."
        )
    version = server.answers()
    began = datetime.fromtimestamp((server.home / "run" / "pid").stat().st_mtime)
    java = java_version(str(Path(f"/proc/{server.pid}/exe").resolve()))
    typer.echo(f"running    since {began:%Y-%m-%d %H:%M}, process {server.pid}")
    typer.echo(f"url        {server.masked_url}")
    typer.echo(f"password   in {server.password_file}")
    typer.echo(f"HTTP API   {server.http_url or 'off'}")
    typer.echo(f"memory     heap {server.heap}, page cache {server.page_cache}")
    typer.echo(f"versions   Neo4j {version}, GDS {pinned_versions().gds}, Java {java}")


def _say(told: str) -> None:
    typer.echo(told, err=True)
