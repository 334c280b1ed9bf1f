"""``tanlu backbone``: the links that carry a block of flows, shown, stored or dropped."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from graph_service.errors import BadParameter
from graph_service.graph import Graph, open_graph
from graph_service.output import told, write_rows
from graph_service.progress import progress_bar
from tanlu_settings import StoreUrl, settings

if TYPE_CHECKING:
    from graph_service.services.backbone import Backbone, Question


def backbone(
    edition: Annotated[str, typer.Argument(help="Edition, such as 2017")],
    store: StoreUrl = settings.store,
    province: Annotated[str | None, typer.Option(help="Province code, such as GD")] = None,
    provinces: Annotated[str, typer.Option(help="Several codes, such as GD,HN")] = "",
    province_set: Annotated[str | None, typer.Option(help="Code of a set")] = None,
    sector: Annotated[str | None, typer.Option(help="Only this sector")] = None,
    nation: Annotated[bool, typer.Option("--nation", help="All flows of all provinces")] = False,
    method: Annotated[str, typer.Option(help="An unknown one lists those there are")] = "top_share",
    weight: Annotated[str | None, typer.Option(help="An unknown one lists those there are")] = None,
    edges: Annotated[int | None, typer.Option(help="Number of links")] = None,
    cover: Annotated[float | None, typer.Option(help="Share of the weight to carry")] = None,
    money_floor: Annotated[float | None, typer.Option(help="Share of the money to carry")] = None,
    own_use: Annotated[bool | None, typer.Option(help="Count own use as covered")] = None,
    strong: Annotated[bool | None, typer.Option(help="Keep every way to customers")] = None,
    alpha: Annotated[float | None, typer.Option(help="Level of significance")] = None,
    delta: Annotated[float | None, typer.Option(help="Standard deviations")] = None,
    salience: Annotated[float | None, typer.Option(help="Share of the trees")] = None,
    adjust: Annotated[bool | None, typer.Option(help="Correct for many tests")] = None,
    co2_source: Annotated[str | None, typer.Option(help="mrio_row or inventory")] = None,
    engine: Annotated[str, typer.Option(help="auto, gds or numpy")] = "auto",
    keep: Annotated[bool, typer.Option("--keep", help="Store it in the graph")] = False,
    drop: Annotated[str | None, typer.Option(help="Take this stored run away")] = None,
    format: Annotated[str, typer.Option(help="table, csv, json or parquet")] = "table",
    out: Annotated[Path | None, typer.Option(help="File to write to")] = None,
    limit: Annotated[int, typer.Option(help="Most rows", min=1)] = 1000,
) -> None:
    """Show the links that carry a block of flows; --keep stores them as BACKBONE with a Run."""
    from graph_service.analysis.methods import Choice
    from graph_service.services import backbone as backbones
    from graph_service.services.scope import Scope

    if drop is not None:
        _drop(store, drop)
        return
    scope = Scope(province, tuple(filter(None, provinces.split(","))), province_set, sector, nation)
    share = Choice(method, weight, edges, cover, money_floor, own_use, strong)
    choice = replace(share, alpha=alpha, delta=delta, salience=salience, adjust=adjust)
    asked = backbones.Question(edition, scope, choice, co2_source, engine)
    graph = open_graph(store, timeout_s=settings.query_timeout_s)
    try:
        found = backbones.question(graph, asked)
        _tell(found)
        if keep:
            _keep(store, graph, asked)
        else:
            _write(graph, found, format, out, limit)
    finally:
        graph.close()


def _tell(found: Backbone) -> None:
    """What the links carry of what goes between industries; own use stands apart."""
    meta = found.meta
    carbon = "carbon unknown"
    if meta["carbon_cover"] is not None:
        carbon = (
            f"carbon {meta['carbon_cover_links']:.2%} (at most {meta['carbon_bound_links']:.2%})"
        )
    loops = f" ({meta['self_loops']} of own use)" if meta["self_loops"] else ""
    typer.echo(
        f"{len(found)} links{loops}: money {meta['money_cover_links']:.2%}, {carbon} of what goes "
        f"between industries; {meta['sectors_reached']} of {meta['sectors_active']} industries in "
        f"{meta['components']} part{'s' if meta['components'] != 1 else ''}; own use is "
        f"{meta['own_use_share']:.2%} of the money; by {meta['engine']}",
        err=True,
    )


def _write(graph: Graph, found: Backbone, format: str, out: Path | None, limit: int) -> None:
    rows = found.page(0, limit)
    write_rows(
        list(rows[0]) if rows else [],
        [list(row.values()) for row in rows],
        format,
        out,
        synthetic=graph.synthetic,
        sources=told(found.meta),
    )
    if len(found) > limit:
        typer.echo(f"cut off after {limit} rows; --limit asks for more", err=True)


def _keep(store: str, graph: Graph, asked: Question) -> None:
    from loader.command import keep_backbone
    from loader.stored_backbones import Request

    if asked.engine == "gds":
        raise BadParameter(
            "--engine gds cannot be used with --keep",
            hint="Kept backbones are made at each load, by our functions; `tanlu gds run disparity "
            "--keep` keeps what Graph Data Science finds.",
        )
    scope = asked.scope
    place = scope.province or scope.province_set or "+".join(scope.provinces) or "nation"
    request = Request(
        edition=asked.edition,
        place=place,
        provinces=scope.members(graph),
        sector=scope.sector,
        choice=asked.choice,
        co2_source=asked.co2_source,
    )
    with progress_bar() as progress:
        keep_backbone(request, store, synthetic=graph.synthetic, progress=progress)


def _drop(store: str, run: str) -> None:
    from loader.command import drop_backbone

    with progress_bar() as progress:
        drop_backbone(run, store, progress=progress)
