"""What the data page shows: the sources, the checks and the dictionary of one graph."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import version
from typing import Any

from dash_ui.i18n import LANGUAGES, texts
from dash_ui.state import THEMES, BadValue, Reader
from graph_service.graph import Graph
from graph_service.services import catalog, sources
from graph_service.services.sources import SEVERITIES

Row = Mapping[str, Any]
ALL = "all"
MAX_FINDINGS = 500


@dataclass(frozen=True)
class DataState:
    """Which checks are shown: of one part, severity and kind, or all; all of it is in the URL."""

    source: str
    severity: str
    code: str
    lang: str
    theme: str

    def as_dict(self) -> dict[str, str]:
        """Plain values by name, as the browser keeps them."""
        return asdict(self)


@dataclass(frozen=True)
class DataView:
    """The records behind the page; ``findings`` are those asked for, ``counts`` are of all.

    On a phone (``narrow``) the tables keep what fits, and the card of a row tells the rest.
    """

    state: DataState
    narrow: bool
    editions: Sequence[Row]
    sources: Sequence[Row]
    findings: Sequence[Row]
    found: int
    counts: Mapping[str, int]
    quantities: Sequence[Row]
    versions: Row

    @property
    def lang(self) -> str:
        """The language of the view."""
        return self.state.lang

    @property
    def files(self) -> int:
        """How many different files the graph was built from."""
        return len({row["sha256"] for row in self.sources})


def read(graph: Graph, query: Mapping[str, str]) -> tuple[DataState, tuple[BadValue, ...]]:
    """The state that a query string asks for, defaults for the rest, and the refused values."""
    reader = Reader(query)
    parts = [row["part"] for row in sources.sources(graph)]
    state = DataState(
        source=reader.one_of("source", parts, ALL),
        severity=reader.one_of("severity", SEVERITIES, ALL),
        code=reader.one_of("code", list(sources.codes(graph)), ALL),
        lang=reader.one_of("lang", LANGUAGES, LANGUAGES[0]),
        theme=reader.one_of("theme", THEMES, THEMES[0]),
    )
    return state, tuple(reader.bad)


def view(graph: Graph, state: DataState, *, narrow: bool = False) -> DataView:
    """Ask the services for everything that ``state`` shows."""
    found = sources.findings(graph, **asked(graph, state), limit=MAX_FINDINGS)
    return DataView(
        state=state,
        narrow=narrow,
        editions=catalog.editions(graph),
        sources=sources.sources(graph),
        findings=found.rows,
        found=found.total,
        counts=sources.findings(graph, limit=0).meta["severities"],
        quantities=catalog.quantities(graph),
        versions={**graph.identity, "store": graph.features(), "tanlu": version("tanlu")},
    )


def asked(graph: Graph, state: DataState) -> dict[str, Any]:
    """The parameters of ``/findings`` for what a state shows."""
    wanted = {"severity": state.severity, "code": state.code}
    for row in sources.sources(graph):
        if row["part"] == state.source:
            wanted["source"] = row["id"]
    return {name: value for name, value in wanted.items() if value != ALL}


def title(code: str, lang: str) -> str:
    """Title of a kind of finding; one that the texts do not know yet shows its code."""
    return texts(lang).get(f"finding.{code}", code.replace("_", " "))


def unit(row: Row, lang: str) -> str:
    """The unit of a quantity in the graph, as a person reads it."""
    return texts(lang).get(f"plain_unit.{row['unit']}", str(row["unit"]))
