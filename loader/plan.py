"""What a store will hold after a load: its parts and those given, before anything is built."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

from graph_service.errors import BadParameter, PublishFailed
from graph_service.graph import SCHEMA_VERSION
from graph_service.store.pointer import PartEntry, Pointer
from loader.archive import part_folder
from loader.catalogue import catalogue_hash
from loader.graph_tables import LOADER_VERSION
from loader.parts import Part
from loader.stored_backbones import KIND

FIGURES = ("edition", "inventory", "cities")  # kinds that are sample or real, never both


@dataclass(frozen=True)
class Publication:
    """What a load did: the store's pointer now, and the fate of each given part."""

    pointer: Pointer
    added: tuple[str, ...] = ()
    replaced: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    left_behind: tuple[str, ...] = ()
    dropped: tuple[str, ...] = ()


def entries_of(parts: Mapping[str, tuple[Part, str]]) -> dict[str, PartEntry]:
    """Pointer entries of parts, each given with the folder of its kept reading."""
    return {
        id: PartEntry(
            kind=part.kind,
            content=part.content,
            synthetic=part.synthetic,
            folder=part_folder(reading, id),
            sha256=part.source.sha256,
            file_name=part.source.file_name,
            sheet=part.source.sheet,
            loader_version=LOADER_VERSION,
        )
        for id, (part, reading) in parts.items()
    }


def plan(
    root: Path,
    old: Pointer | None,
    given: Mapping[str, PartEntry],
    *,
    replace: bool,
    drop: Collection[str] = (),
) -> Publication:
    """What the store will hold when given parts have joined what it holds, without ``drop``.

    Raises:
        BadParameter: sample and real data together, or other facts for a part already there,
            without ``replace``.
        PublishFailed: the tables of a part that must stay cannot be used.
    """
    synthetic = {entry.synthetic for entry in given.values() if entry.kind in FIGURES}
    was_sample = bool(old and old.synthetic)
    before = old.parts if old else {}
    _check_not_mixed(synthetic, before)
    entries = {id: entry for id, entry in before.items() if id not in drop}
    dropped = tuple(id for id in before if id in drop)
    left: tuple[str, ...] = ()
    if was_sample and synthetic == {False}:
        made = (*FIGURES, KIND)
        left = tuple(id for id, entry in entries.items() if entry.kind in made)
        entries = {id: entry for id, entry in entries.items() if id not in left}
    added, replaced, unchanged = [], [], []
    for id, entry in given.items():
        there = entries.get(id)
        if there is None:
            added.append(id)
        elif there.content == entry.content and there.loader_version == entry.loader_version:
            unchanged.append(id)
            if there.sha256 != entry.sha256 and usable(root, there):
                continue
        elif replace or there.sha256 == entry.sha256:
            replaced.append(id)
        else:
            raise _other_facts(id, there, entry)
        entries[id] = entry
    _check_kept(root, entries)
    sample = synthetic == {True} or (was_sample and not left)
    return Publication(
        Pointer("", "", sample, entries),
        tuple(added),
        tuple(replaced),
        tuple(unchanged),
        left,
        dropped,
    )


def _check_not_mixed(synthetic: set[bool], before: Mapping[str, PartEntry]) -> None:
    """Refuse figures of the sample beside real ones, in what is given or with what is there."""
    was_real = any(e.kind in FIGURES and not e.synthetic for e in before.values())
    if synthetic == {True, False} or (synthetic == {True} and was_real):
        raise BadParameter(
            "the synthetic sample never stands in one graph with real data",
            hint="Give the sample a store of its own: --store embedded:data/build/sample.lbug",
        )


def _other_facts(id: str, there: PartEntry, entry: PartEntry) -> BadParameter:
    same_loader = there.loader_version == entry.loader_version
    why = "other figures for it" if same_loader else "figures that cannot be compared with its own"
    other = "--edition to load it under another id" if entry.kind == "edition" else "leave it out"
    return BadParameter(
        f"{entry.kind} {id} is already loaded from {there.file_name} (sheet {there.sheet}, "
        f"sha256 {there.sha256[:12]}), and {entry.file_name} (sheet {entry.sheet}, "
        f"sha256 {entry.sha256[:12]}) holds {why}",
        hint=f"Give --replace to exchange it, or {other}.",
    )


def graph_hash(entries: Mapping[str, PartEntry]) -> str:
    """Content hash of the graph that these parts and the reference data make."""
    parts = [str(SCHEMA_VERSION), LOADER_VERSION, catalogue_hash()]
    parts += [
        f"{id} {entry.content} {entry.sha256} {entry.file_name} {entry.sheet}"
        for id, entry in sorted(entries.items())
    ]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def usable(root: Path, entry: PartEntry) -> bool:
    """Whether a part's kept tables are there, and of this version of the loader."""
    current = (
        entry.loader_version == LOADER_VERSION or entry.kind == KIND
    )  # a request, read from no file
    return current and (root / entry.folder).is_dir()


def _check_kept(root: Path, entries: Mapping[str, PartEntry]) -> None:
    """Refuse to build where tables of parts are gone, or of another version of the loader."""
    lacking = {id: entry for id, entry in entries.items() if not usable(root, entry)}
    if not lacking:
        return
    versions = sorted({entry.loader_version for entry in lacking.values()} - {LOADER_VERSION})
    made = f"were made by version {', '.join(versions)} of the loader, this is {LOADER_VERSION}"
    files = sorted({entry.file_name for entry in lacking.values()})
    raise PublishFailed(
        f"the kept tables of {', '.join(f'{entry.kind} {id}' for id, entry in lacking.items())} "
        f"{made if versions else f'are gone from {root}'}",
        hint=f"Load {', '.join(files)} as well, in the same call.",
    )
