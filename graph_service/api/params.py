"""Query parameters of each route; an unknown one is an error."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from graph_service.services.scope import Scope

Format = Literal["json", "csv", "ndjson", "parquet"]
Source = Literal["mrio_row", "inventory"]
Engine = Literal["auto", "gds", "numpy"]
BY = "Who computes: gds on a Neo4j store, else numpy"


class Plain(BaseModel):
    """What every route takes."""

    model_config = ConfigDict(extra="forbid", allow_inf_nan=False)

    format: Format | None = Field(None, description="Format of the answer; else by Accept")


class Paged(Plain):
    """What a route with many rows takes."""

    limit: int = Field(100, ge=1, description="Most rows of this page")
    next: str | None = Field(None, description="meta.next of the page before")


class Named(Paged):
    """What a route with many rows of codes takes."""

    names: bool = Field(False, description="Add names in three scripts beside the codes")


class Scoped(Plain):
    """Which industries of an edition a question is about."""

    edition: str = Field(description="Edition, for example 2017")
    province: str | None = Field(None, description="Province code, for example GD")
    provinces: str | None = Field(None, description="Several codes, for example GD,HN")
    province_set: str | None = Field(None, description="Code of a set, for example jing_jin_ji")
    sector: str | None = Field(None, description="Only this sector; alone across all provinces")
    nation: bool = Field(False, description="All provinces with all their flows")

    @property
    def scope(self) -> Scope:
        """The same as the services know it."""
        provinces = tuple(filter(None, (self.provinces or "").split(",")))
        return Scope(self.province, provinces, self.province_set, self.sector, self.nation)


class Industries(Named):
    """Which industries, ranked by what."""

    edition: str = Field(description="Edition, for example 2017")
    province: str | None = Field(None, description="Province code, for example GD")
    sector: str | None = Field(None, description="Sector code, for example c17e")
    indicator: str = Field("co2_kt", description="Property that rank, percentile and share are of")
    sort: str = Field(
        "-indicator", description="indicator, position or a property; - for descending"
    )
    co2_source: Source | None = Field(
        None, description="What co2_kt and the intensities rest on; else the edition's own"
    )


class Inventories(Named):
    """Which emission inventories, in what detail."""

    year: int | None = Field(None, description="Year, for example 2017")
    province: str | None = Field(None, description="Province code, or CN for the nation")
    sector: str | None = Field(None, description="Inventory sector, for example e39")
    by: Literal["total", "sector", "fuel"] | None = Field(
        None, description="Detail: total of a place and year, by sector, or by fuel"
    )


class Findings(Paged):
    """Which findings of the checks."""

    source: str | None = Field(None, description="Id of a source, or the sha256 of a file")
    severity: Literal["error", "warning", "info"] | None = Field(None, description="How grave")
    part: str | None = Field(None, description="What was loaded, for example inventory-2017")
    code: str | None = Field(None, description="Kind of finding, for example negative_cells")


class Flows(Named):
    """Which flows."""

    edition: str = Field(description="Edition, for example 2017")
    from_province: str | None = Field(None, description="Province of the supplier")
    from_sector: str | None = Field(None, description="Sector of the supplier")
    to_province: str | None = Field(None, description="Province of the customer")
    to_sector: str | None = Field(None, description="Sector of the customer")
    min_value: float = Field(0.0, ge=0, description="Smallest flow, million CNY")


class Statement(BaseModel):
    """An ad-hoc read-only Cypher statement."""

    model_config = ConfigDict(extra="forbid")

    statement: str = Field(
        description="One read statement", examples=["MATCH (p:Province) RETURN p"]
    )
    parameters: dict[str, object] = Field(default_factory=dict, description="Values of $parameters")
    timeout_s: float | None = Field(None, gt=0, description="Time limit, up to the operator's")
    limit: int | None = Field(None, ge=1, description="Most rows, up to the operator's")
    format: Format | None = Field(None, description="Format of the answer")


class Nothing(BaseModel):
    """No query parameter at all."""

    model_config = ConfigDict(extra="forbid")
