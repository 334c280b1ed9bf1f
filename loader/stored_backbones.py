"""Backbones that stay in the graph: a request is a part, its links are made at each build.

So a stored backbone follows its edition when that is exchanged, comes and goes with the whole
graph at once, and the same request twice is one.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from graph_service.analysis.leontief import Matrix, System, Vector
from graph_service.analysis.methods import DIRECT, EMBODIED, Choice, Chosen, choose
from graph_service.errors import BadParameter
from graph_service.store.pointer import PartEntry
from loader.archive import recall_sure
from loader.graph_tables import LOADER_VERSION, RUN_SCHEMA
from loader.layout import SourceInfo
from loader.parts import GraphTables, Part, PartRecord

KIND: Final = "backbone"


@dataclass(frozen=True)
class Request:
    """A backbone to keep: the links of some industries of an edition, chosen how.

    ``place`` is what was named (a province, a set, ``nation``), ``provinces`` what it stood for
    when it was asked, none for all; ``co2_source`` None for the edition's own.
    """

    edition: str
    place: str
    provinces: tuple[str, ...]
    sector: str | None
    choice: Choice
    co2_source: str | None = None

    @property
    def text(self) -> str:
        """All of it as JSON, what is left to the method written out: the same for the same."""
        told: dict[str, Any] = {"edition": self.edition, "place": self.place}
        told |= {"provinces": list(self.provinces), "sector": self.sector}
        told |= {"method": self.choice.method, "weight": self.choice.by}
        told |= {"parameters": self.choice.parameters, "co2_source": self.co2_source}
        return json.dumps(told, sort_keys=True)

    @classmethod
    def read(cls, text: str) -> Request:
        """The request of a :attr:`text`."""
        told = json.loads(text)
        choice = Choice(told["method"], told["weight"], **told["parameters"])
        names = ("edition", "place", "sector", "co2_source")
        own = {name: told[name] for name in names}
        return cls(provinces=tuple(told["provinces"]), choice=choice, **own)

    @property
    def content(self) -> str:
        """SHA-256 of the request."""
        return hashlib.sha256(self.text.encode()).hexdigest()

    @property
    def run(self) -> str:
        """Id of the ``Run``, such as ``carbon_cover/2017/GD/1b2c3d4e``."""
        where = f"{self.place}.{self.sector}" if self.sector else self.place
        return f"{self.choice.method}/{self.edition}/{where}/{self.content[:8]}"

    @property
    def part_id(self) -> str:
        """Id of the part."""
        return f"{KIND}-{self.edition}-{self.choice.method}-{self.content[:8]}"

    def part(self, *, synthetic: bool) -> Part:
        """The request as a part of a graph; its ``Run`` is filled in at each build."""
        row = {"id": self.run, "edition": self.edition, "province": self.province}
        row |= {"method": self.choice.method, "parameters": self.text}
        row["created_at"] = datetime.now(UTC).isoformat(timespec="seconds")
        source = SourceInfo(self.content, f"tanlu backbone {self.run}", self.run, "", "", "")
        return Part(
            kind=KIND,
            id=self.part_id,
            content=self.content,
            synthetic=synthetic,
            source=source,
            tables={"run": pa.Table.from_pylist([row], RUN_SCHEMA)},
            record=PartRecord((), 0, 0, 0, 0, 0),
        )

    @property
    def province(self) -> str | None:
        """The one province that it is about, None for others."""
        return self.place if self.provinces == (self.place,) else None


def stored_backbone(
    root: Path,
    entry: PartEntry,
    entries: Mapping[str, PartEntry],
    enriched: Mapping[str, GraphTables],
) -> GraphTables:
    """``run`` and ``backbone`` of a kept request, from the edition as it will be published.

    Raises:
        BadParameter: the edition is not there, or does not allow of such links any more.
    """
    kept = recall_sure(root, entry.folder, "run").to_pylist()[0]
    request = Request.read(kept["parameters"])
    if request.edition not in entries:
        raise _impossible(request, BadParameter(f"there is no edition {request.edition!r}"))
    industries = enriched[request.edition]["industry"]
    supplies = recall_sure(root, entries[request.edition].folder, "supplies")
    flows = _flows(industries["id"], supplies)
    try:
        positions = _positions(request, industries)
        own = enriched[request.edition]["edition"]["co2_source"][0].as_py()
        per_unit = _per_unit(industries, flows, request.co2_source, own)
        chosen = choose(
            request.choice,
            flows[np.ix_(positions, positions)],
            {name: values[positions] for name, values in per_unit.items()},
        )
    except BadParameter as error:
        raise _impossible(request, error) from error
    ids = np.array(industries["id"].to_pylist())[positions]
    proof = chosen.notes.get("proof", {})
    row = kept | asdict(chosen.quality) | {"code_version": LOADER_VERSION}
    row |= {f"proof_{name}": proof.get(name) for name in ("covered", "bound", "gap")}
    return {
        "run": pa.Table.from_pylist([row], RUN_SCHEMA),
        "backbone": _edges(kept["id"], ids, chosen),
    }


def _edges(run: str, ids: Any, chosen: Chosen) -> pa.Table:
    links, count = chosen.links, len(chosen.money)
    carbon = [None] * count if chosen.carbon is None else chosen.carbon
    return pa.table(
        {
            "from": ids[links.supplier].tolist(),
            "to": ids[links.customer].tolist(),
            "run": [run] * count,
            "rank": links.rank,
            "value_mcny": chosen.money,
            "share": links.share,
            "percentile": links.percentile,
            "weight": links.weight,
            "score": links.score,
            "co2_kt": pa.array(carbon, pa.float64(), from_pandas=True),
        }
    )


def _flows(ids: pa.ChunkedArray, supplies: pa.Table) -> Matrix:
    """(n, n) million CNY from the rows of flows."""
    known = ids.combine_chunks()
    ends = (
        pc.index_in(supplies[name].cast(pa.string()), value_set=known).to_numpy()
        for name in ("from", "to")
    )
    flows = np.zeros((len(known), len(known)))
    flows[*ends] = supplies["value_mcny"].to_numpy()
    return flows


def _positions(request: Request, industries: pa.Table) -> Any:
    provinces, sectors = (np.array(industries[name].to_pylist()) for name in ("province", "sector"))
    wanted = np.ones(len(provinces), dtype=bool)
    if request.provinces:
        wanted &= np.isin(provinces, request.provinces)
    if request.sector:
        wanted &= sectors == request.sector
    missing = sorted(set(request.provinces) - set(provinces.tolist()))
    if missing or not wanted.any():
        lacking = ", ".join(missing) or request.sector
        raise BadParameter(f"edition {request.edition} has no {lacking}")
    return np.flatnonzero(wanted)


def _per_unit(
    industries: pa.Table, flows: Matrix, wanted: str | None, own: str
) -> dict[str, Vector]:
    """kt per million CNY by carbon weight; nothing where emissions by that source are unknown."""
    if wanted == "mrio_row" != own:
        return {}
    name = "co2_inventory_kt" if wanted == "inventory" else "co2_kt"
    co2, output = (
        industries[column].to_numpy(zero_copy_only=False).astype(np.float64)
        for column in (name, "output_mcny")
    )
    if np.isnan(co2).all():
        return {}
    rest = (output - flows.sum(axis=1))[:, None]
    system = System(flows, output, rest, np.nan_to_num(co2))
    direct = np.where(np.isnan(co2), np.nan, system.intensities)
    return {EMBODIED: system.multipliers, DIRECT: direct}


def _impossible(request: Request, error: BadParameter) -> BadParameter:
    return BadParameter(
        f"the stored backbone {request.run} cannot be made any more: {error.message}",
        hint=f"Drop it first: tanlu backbone {request.edition} --drop {request.run}",
    )
