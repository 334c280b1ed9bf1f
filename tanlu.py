"""The command line, and the one place where settings, graph, service and UI are put together."""

from __future__ import annotations

import logging
import re
import socket
import sys
from pathlib import Path
from typing import Annotated, Any

import orjson
import typer

from graph_service.errors import BadParameter, TanluError
from graph_service.graph import Graph, open_graph
from graph_service.progress import progress_bar
from graph_service.store import masked
from tanlu_backbone import backbone
from tanlu_gds import app as gds
from tanlu_get import get
from tanlu_neo4j import app as neo4j_server
from tanlu_settings import StoreUrl, settings, store_url

app = typer.Typer(
    name="tanlu",
    help="A knowledge graph of China's provincial input-output tables and carbon accounts.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.command()(backbone)
app.command()(get)
app.add_typer(gds, name="gds")
app.add_typer(neo4j_server, name="neo4j")


Paths = Annotated[list[Path], typer.Argument(help="Workbooks, or folders of workbooks")]
Edition = Annotated[
    str | None, typer.Option(help="Id of the edition, where the file has one table")
]


@app.command()
def sample(
    out: Annotated[Path, typer.Option(help="Folder to write to")] = Path("data/build/sample"),
    seed: Annotated[int, typer.Option(help="The same seed gives the same economy")] = 2026,
) -> None:
    """Write synthetic workbooks in the CEADs layout."""
    from loader.sample import write_sample

    with progress_bar() as progress:
        for file in write_sample(out, seed=seed, progress=progress):
            typer.echo(f"{file}  (synthetic: not CEADs data)")


@app.command()
def template(
    kind: Annotated[str | None, typer.Argument(help="Kind of table; none lists them")] = None,
    out: Annotated[Path | None, typer.Option(help="File to write to")] = None,
) -> None:
    """Give an example of a table of your own that can be loaded, as CSV."""
    from loader.templates import offer

    typer.echo(offer(kind, out), nl=False)


@app.command()
def check(
    files: Paths,
    edition: Edition = None,
    json: Annotated[bool, typer.Option("--json", help="The report as JSON")] = False,
) -> None:
    """Read and check workbooks; load nothing. Ends with 1 where a table has a defect."""
    from loader.load import check as check_files
    from loader.report import LoadReport

    with progress_bar() as progress:
        found = check_files(files, edition=edition, progress=progress)
    report = LoadReport(found.readings, found.together)
    typer.echo(report.json() if json else report.text())
    for item in found.skipped:
        typer.echo(f"skipped  {item.file}: {item.reason}", err=json)
    if report.findings("error"):
        raise typer.Exit(1)


@app.command()
def load(
    files: Paths,
    store: StoreUrl = settings.store,
    edition: Edition = None,
    replace: Annotated[bool, typer.Option(help="Exchange editions already there")] = False,
) -> None:
    """Check workbooks and publish them as one graph: all of them or nothing."""
    from loader.command import load_and_tell

    with progress_bar() as progress:
        load_and_tell(files, store, edition=edition, replace=replace, progress=progress)


@app.command()
def serve(
    store: StoreUrl = settings.store,
    host: Annotated[str, typer.Option(help="Address to listen on")] = settings.host,
    port: Annotated[int, typer.Option(help="Port to listen on", min=0, max=65535)] = settings.port,
    build: Annotated[
        bool, typer.Option("--build", help="First load data/raw, or the sample where it is empty")
    ] = False,
) -> None:
    """Serve the API and the UI in one process."""
    import uvicorn

    class Server(uvicorn.Server):
        async def startup(self, sockets: Any = None) -> None:
            await super().startup(sockets)
            address = f"http://{host}:{bound.getsockname()[1]}"
            if self.started:
                typer.echo(f"Tanlu serves on {address}  (API: {address}/api/docs)")

    with _bound(host, port) as bound:
        if build:
            from loader.command import prepare

            with progress_bar() as progress:
                prepare(settings.raw, store, progress)
        config = uvicorn.Config(create_service(store), log_level="warning", access_log=False)
        Server(config).run(sockets=[bound])


@app.command()
def query(
    text: Annotated[str, typer.Argument(help="A Cypher statement, or the name of a query")],
    params: Annotated[list[str] | None, typer.Argument(help="Parameters as key=value")] = None,
    store: StoreUrl = settings.store,
    format: Annotated[str, typer.Option(help="table, csv, json or parquet")] = "table",
    out: Annotated[Path | None, typer.Option(help="File to write to")] = None,
    limit: Annotated[int, typer.Option(help="Most rows", min=1)] = 1000,
) -> None:
    """Run a named query or one read-only Cypher statement."""
    from graph_service.output import write_rows
    from graph_service.services import sources

    graph = open_graph(store, timeout_s=settings.query_timeout_s)
    try:
        values = dict(_pair(item) for item in params or [])
        columns, rows, truncated = _ask(graph, text, values, limit)
        brief = format == "table" and not text.startswith("inventory.")
        said = sources.co2_lines(graph, [*columns, text]) if brief else sources.lines(graph)
        write_rows(columns, rows, format, out, synthetic=graph.synthetic, sources=said)
        if truncated:
            typer.echo(f"cut off after {limit} rows; --limit asks for more", err=True)
    finally:
        graph.close()


@app.command()
def info(store: StoreUrl = settings.store) -> None:
    """Tell the store, its editions and sources, counts and versions, as JSON."""
    from graph_service.services import catalog

    graph = open_graph(store, timeout_s=settings.query_timeout_s)
    try:
        told = {
            "store": masked(store),
            "graph": graph.identity,
            "versions": graph.features(),
            "editions": catalog.editions(graph),
            "totals": graph.rows("catalog.counts"),
        }
        typer.echo(orjson.dumps(told, option=orjson.OPT_INDENT_2).decode())
    finally:
        graph.close()


@app.command()
def export(
    out: Annotated[Path, typer.Option(help="Folder to write to; it must be empty")],
    format: Annotated[str, typer.Option(help="neo4j-admin: files for its import")] = "neo4j-admin",
    store: StoreUrl = settings.store,
) -> None:
    """Write the whole graph as files that another database takes."""
    from loader.command import export_and_tell

    with progress_bar() as progress:
        export_and_tell(format, store, out, timeout_s=settings.query_timeout_s, progress=progress)


def create_service(store: str = settings.store) -> Any:
    """The ASGI application: API and UI over the live graph of a store."""
    from dash_ui.app import build_app
    from graph_service.api import create_app
    from graph_service.live import LiveGraph

    live = LiveGraph(
        store_url(store),
        timeout_s=settings.query_timeout_s,
        cache=Path(settings.array_cache) if settings.array_cache else None,
    )
    live.graph()
    return create_app(live, settings, ui=build_app(live.graph).server)


def _bound(host: str, port: int) -> socket.socket:
    """A socket on which the service will listen, taken before the work that comes first."""
    bound = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        bound.bind((host, port))
    except OSError as error:
        bound.close()
        raise TanluError(
            f"cannot listen on {host}, port {port}: {error.strerror or error}",
            hint="Name another with --host or --port.",
        ) from error
    return bound


def _ask(
    graph: Graph, text: str, values: dict[str, str], limit: int
) -> tuple[list[str], list[list[Any]], bool]:
    if re.fullmatch(r"\w+\.\w+", text.strip()):
        answer = graph.answer(text, values, max_rows=limit)
        table = answer.table
        rows = [list(row.values()) for row in table.to_pylist()]
        return table.column_names, rows, answer.truncated
    from graph_service.model import to_json

    asked = graph.cypher(text, values, timeout_s=settings.cypher_timeout_s, max_rows=limit)
    if asked.notice:
        typer.echo(asked.notice, err=True)
    found = to_json(asked)
    return found["columns"], found["rows"], found["truncated"]


def _pair(item: str) -> tuple[str, str]:
    name, equals, value = item.partition("=")
    if not equals:
        raise BadParameter(f"{item!r} is no parameter", hint="Write it as key=value.")
    return name, value


def main() -> None:
    """Run the command line; an error of ours ends it with a sentence, a hint and its exit code."""
    logging.basicConfig(level=settings.log_level, format="%(levelname)s %(name)s: %(message)s")
    try:
        app()
    except TanluError as error:
        typer.echo(f"error: {error.message}", err=True)
        if error.hint:
            typer.echo(f"       {error.hint}", err=True)
        sys.exit(error.exit_code)


if __name__ == "__main__":
    main()
