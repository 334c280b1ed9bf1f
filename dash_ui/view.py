"""What the network page shows: the answers of the services behind one state, held together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from dash_ui import i18n
from dash_ui.state import NO_CO2, Choices, State
from graph_service.graph import Graph
from graph_service.services import backbone, catalog, explore

Row = Mapping[str, Any]
METHODS: tuple[str, ...] = tuple(backbone.QUERIES)
MAX_SECTORS = 100


@dataclass(frozen=True)
class View:
    """One edition, province and backbone: catalogue rows, industries, links strongest first.

    ``meta`` goes with the links, ``emissions`` with the figures of the industries.
    """

    state: State
    edition: Row
    province: Row
    sectors: Mapping[str, Row]
    groups: Sequence[Row]
    quantities: Sequence[Row]
    industries: Sequence[Row]
    links: Sequence[Row]
    meta: Row
    emissions: Row

    @property
    def lang(self) -> str:
        """The language of the view."""
        return self.state.lang

    @cached_property
    def quantity(self) -> Mapping[str, Row]:
        """Catalogue rows of the industries' properties by name."""
        return {row["property"]: row for row in self.quantities}

    @cached_property
    def indicator(self) -> Row:
        """The catalogue row of the chosen indicator."""
        return self.quantity[self.state.indicator]

    def short(self, code: str) -> str:
        """Short name of a sector, for figures."""
        return i18n.name(self.sectors[code], self.lang, kind="short")

    def full(self, code: str) -> str:
        """Full name of a sector, for cards and tooltips."""
        return i18n.name(self.sectors[code], self.lang)


def industry_quantities(graph: Graph) -> list[Row]:
    """The catalogue rows of the figures of an industry; its place in lists is none."""
    rows = catalog.quantities(graph)
    return [row for row in rows if row["label"] == "Industry" and row["property"] != "position"]


def is_true(value: object) -> bool:
    """A flag of the catalogue, whether it comes as a boolean or as text."""
    return str(value).lower() == "true"


def choices(graph: Graph) -> Choices:
    """What the network page offers for the graph."""
    return Choices(
        editions=[row["id"] for row in catalog.editions(graph)],
        provinces=[row["code"] for row in catalog.provinces(graph)],
        indicators=[q["property"] for q in industry_quantities(graph) if is_true(q["indicator"])],
        methods=METHODS,
        co2={row["id"]: row["co2_sources"] for row in catalog.editions(graph)},
    )


def view(graph: Graph, state: State) -> View:
    """Ask the services for everything that ``state`` shows."""
    cut = backbone.backbone(
        graph, state.edition, province=state.province, method=state.method, edges=state.links
    )
    industries = explore.industries(
        graph,
        state.edition,
        province=state.province,
        indicator=state.indicator,
        co2_source=None if state.co2 == NO_CO2 else state.co2,
        limit=MAX_SECTORS,
    )
    return View(
        state=state,
        edition=_named(catalog.editions(graph), "id", state.edition),
        province=_named(catalog.provinces(graph), "code", state.province),
        sectors={row["code"]: row for row in catalog.sectors(graph)},
        groups=catalog.sector_groups(graph),
        quantities=industry_quantities(graph),
        industries=industries.rows,
        links=cut.rows,
        meta=cut.meta,
        emissions=industries.meta,
    )


def _named(rows: Sequence[Row], key: str, value: str) -> Row:
    return next(row for row in rows if row[key] == value)


def link_id(row: Row) -> str:
    """The id of a link in the URL and in the drawing: ``from~to`` in sector codes."""
    return f"{row['from_sector']}~{row['to_sector']}"


def is_loop(row: Row) -> bool:
    """Whether a link is an industry's own use."""
    return bool(row["from_sector"] == row["to_sector"])
