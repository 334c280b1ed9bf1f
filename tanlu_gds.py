"""``tanlu gds``: networks of industries, worked on by Graph Data Science or by numpy."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from graph_service.graph import Graph, open_graph
from graph_service.output import told, write_rows
from tanlu_settings import StoreUrl, settings

app = typer.Typer(
    help="Indicators, groups and links of networks of any scope.", no_args_is_help=True
)


@app.command("list")
def list_(store: StoreUrl = settings.store) -> None:
    """List the methods, and tell which engine works on the store, and why."""
    from graph_service.gds.algorithms import ALGORITHMS
    from graph_service.services.engines import engine

    with _graph(store) as graph:
        by = engine(graph)
        rows = [[name, told.purpose, told.procedure] for name, told in ALGORITHMS.items()]
        write_rows(["method", "for", "procedure"], rows, "table", None, synthetic=False)
        typer.echo(f"engine     {by.name}. {by.why}", err=True)


@app.command()
def run(
    method: Annotated[str, typer.Argument(help="One of `tanlu gds list`")],
    edition: Annotated[str, typer.Argument(help="Edition, such as 2017")],
    store: StoreUrl = settings.store,
    province: Annotated[str | None, typer.Option(help="Province code, such as GD")] = None,
    provinces: Annotated[str, typer.Option(help="Several codes, such as GD,HN")] = "",
    province_set: Annotated[str | None, typer.Option(help="Code of a set")] = None,
    sector: Annotated[str | None, typer.Option(help="Only this sector")] = None,
    nation: Annotated[bool, typer.Option("--nation", help="All flows of all provinces")] = False,
    weight: Annotated[
        str, typer.Option(help="money, coefficient, embodied_carbon, direct_carbon")
    ] = "money",
    min_weight: Annotated[float, typer.Option(help="Smallest link, in the weight's unit")] = 0.0,
    alpha: Annotated[float | None, typer.Option(help="disparity: level of significance")] = None,
    co2_source: Annotated[
        str | None, typer.Option(help="Weights of carbon: mrio_row or inventory")
    ] = None,
    engine: Annotated[str, typer.Option(help="auto, gds or numpy")] = "auto",
    keep: Annotated[bool, typer.Option("--keep", help="Write the results into the graph")] = False,
    format: Annotated[str, typer.Option(help="table, csv, json or parquet")] = "table",
    out: Annotated[Path | None, typer.Option(help="File to write to")] = None,
    limit: Annotated[int, typer.Option(help="Most rows", min=1)] = 1000,
) -> None:
    """Work on a network; --keep writes properties gds_… or BACKBONE links, with a Run."""
    from graph_service.services import network_runs
    from graph_service.services.networks import Question, page
    from graph_service.services.scope import Scope

    scope = Scope(province, tuple(filter(None, provinces.split(","))), province_set, sector, nation)
    asked = Question(edition, method, scope, weight, min_weight, alpha, co2_source)
    with _graph(store) as graph:
        if keep:
            kept = network_runs.keep(graph, asked, wanted=engine)
            typer.echo(f"kept       by {kept['engine']}", err=True)
            typer.echo(kept["id"])
            return
        found = page(graph, asked, wanted=engine, limit=limit)
        rows = [list(row.values()) for row in found.rows]
        columns = list(found.rows[0]) if rows else []
        meta = found.meta
        said = told(meta)
        write_rows(columns, rows, format, out, synthetic=graph.synthetic, sources=said)
        groups = f", {meta['groups']} groups" if "groups" in meta else ""
        typer.echo(
            f"{meta['industries']} industries, {meta['links']} links{groups}, by {meta['engine']}",
            err=True,
        )
        if found.total > limit:
            typer.echo(f"cut off after {limit} rows; --limit asks for more", err=True)


@app.command()
def drop(
    run: Annotated[str, typer.Argument(help="Id of a run, as --keep printed it")],
    store: StoreUrl = settings.store,
) -> None:
    """Remove a run, and what it wrote, from the graph."""
    from graph_service.services import network_runs

    with _graph(store) as graph:
        network_runs.drop(graph, run)
    typer.echo(f"dropped    {run}", err=True)


@contextmanager
def _graph(store: str) -> Iterator[Graph]:
    graph = open_graph(store, timeout_s=settings.query_timeout_s)
    try:
        yield graph
    finally:
        graph.close()
