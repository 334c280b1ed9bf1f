"""What the command line does to load files, or what lies in the raw folder, and to export."""

from __future__ import annotations

from pathlib import Path

import typer

from graph_service.errors import BadParameter, StoreUnavailable, TanluError
from graph_service.graph import open_graph
from graph_service.progress import Progress, no_progress
from loader.export_admin import export_admin
from loader.load import NothingToLoad, load
from loader.plan import Publication
from loader.publish import loading, publish, publish_kept
from loader.report import LoadReport
from loader.sample import write_sample
from loader.stored_backbones import KIND, Request
from loader.target import open_target


def load_and_tell(
    files: list[Path],
    store: str,
    *,
    edition: str | None = None,
    replace: bool = False,
    progress: Progress = no_progress,
) -> None:
    """Load files into a store, and print what was read, passed over and published."""
    loaded = load(store, files, edition=edition, replace=replace, progress=progress)
    if loaded.readings:
        typer.echo(LoadReport(loaded.readings, loaded.together).text())
    for reading in loaded.known:
        typer.echo(f"known      {reading.file}: {', '.join(part.id for part in reading.parts)}")
    for item in loaded.skipped:
        typer.echo(f"skipped    {item.file}: {item.reason}")
    done = loaded.publication
    if done is not None:
        for said in ("added", "replaced", "unchanged", "left_behind"):
            if getattr(done, said):
                typer.echo(f"{said.replace('_', ' '):10} {', '.join(getattr(done, said))}")
        typer.echo(f"graph      {done.pointer.file} with {', '.join(done.pointer.parts)}")


def prepare(raw: Path, store: str, progress: Progress) -> None:
    """Load what lies in the raw folder; where nothing does and there is no graph, the sample.

    Where that fails, a graph that is there is served all the same.
    """
    target = open_target(store)
    raw.mkdir(parents=True, exist_ok=True)
    try:
        load_and_tell([raw], store, progress=progress)
    except NothingToLoad as nothing:
        typer.echo(f"{nothing.message}. {nothing.hint}")
        if target.published() is None:
            typer.echo("making the synthetic sample")
            folder = target.folder.parent / "sample"
            load_and_tell(list(write_sample(folder, progress=progress)), store, progress=progress)
    except TanluError as error:
        if target.published() is None:
            raise
        typer.echo(f"error: {error.message}", err=True)
        typer.echo(f"       {error.hint} The graph that was there is served.", err=True)


def export_and_tell(
    format: str, store: str, out: Path, *, timeout_s: float, progress: Progress = no_progress
) -> None:
    """Write a whole graph as files, and print what to do with them.

    Raises:
        BadParameter: an unknown format.
        StoreUnavailable: no graph, or another was published meanwhile.
    """
    if format != "neo4j-admin":
        raise BadParameter(f"unknown format {format!r}", hint="Formats: neo4j-admin.")
    graph = open_graph(store, timeout_s=timeout_s)
    try:
        pointer = open_target(store).published()
        if pointer is None or pointer.content_hash != graph.version:
            raise StoreUnavailable("another graph was just published", hint="Export again.")
        written = export_admin(graph, pointer, out, progress)
    finally:
        graph.close()
    for item in written:
        typer.echo(f"{item.file.name:32} {item.rows:>10,} rows")
    typer.echo(f"import with: {out / 'import.sh'}")


def keep_backbone(
    request: Request, store: str, *, synthetic: bool, progress: Progress = no_progress
) -> None:
    """Store a backbone in the graph, and print its run; the same one again changes nothing."""
    done = publish(store, [request.part(synthetic=synthetic)], progress=progress)
    _tell_backbone("unchanged" if done.unchanged else "kept", request.run, done)


def drop_backbone(run: str, store: str, *, progress: Progress = no_progress) -> None:
    """Take a kept backbone out of the graph.

    Raises:
        BadParameter: there is none of that id.
    """
    target = open_target(store)
    with loading(target, progress):
        pointer = target.published()
        there = (
            {e.sheet: id for id, e in pointer.parts.items() if e.kind == KIND} if pointer else {}
        )
        if run not in there:
            raise BadParameter(
                f"there is no kept backbone {run!r}",
                hint=f"Kept ones: {', '.join(there) or 'none'}.",
            )
        done = publish_kept(target, {}, drop=[there[run]], progress=progress)
    _tell_backbone("dropped", run, done)


def _tell_backbone(what: str, run: str, done: Publication) -> None:
    typer.echo(f"{what:10} {run}")
    typer.echo(f"graph      {done.pointer.file}")
