"""Query parameters of the routes that solve the input-output system."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from graph_service.api.params import Named, Plain, Source

HEAVY = {"cover": 0.7, "paths": 5_000, "min_share": 1e-5}
"""Cuts beyond these may take seconds."""


class Chains(Named):
    """Which chains, cut where."""

    edition: str = Field(description="Edition, for example 2017")
    province: str = Field(description="Province code, for example GD")
    cover: float | None = Field(
        None, gt=0, le=1, description="Paths until this share is covered; 0.6 without any cut"
    )
    paths: int | None = Field(None, ge=1, description="So many of the strongest paths")
    min_share: float | None = Field(
        None, gt=0, le=1, description="Every branch of at least this share"
    )
    min_value: float | None = Field(None, gt=0, description="Every branch of so many kt CO2")
    co2_source: Source | None = Field(None, description="Source of CO2; else the edition's own")
    pressure: str | None = Field(None, description="A satellite account in place of CO2")

    @property
    def is_heavy(self) -> bool:
        """Whether the cut is so fine, or may be, that the search takes seconds."""
        many = (self.cover or 0) > HEAVY["cover"] or (self.paths or 0) > HEAVY["paths"]
        return many or (self.min_share or 1) < HEAVY["min_share"] or self.min_value is not None


class Upstream(Chains):
    """Chains of suppliers behind final products."""

    sector: str | None = Field(None, description="Sector code; without it the whole province")
    account: Literal["final_product", "consumption"] | None = Field(
        None, description="Of what its industries sell, or of what its final users buy"
    )
    per_unit: bool = Field(False, description="Of one million CNY in place of all final use")
    fold_own_use: bool = Field(False, description="Take own use of an industry into its node")


class Ends(Plain):
    """Whose final use carries an emitter's emissions."""

    edition: str = Field(description="Edition, for example 2017")
    province: str = Field(description="Province code of the emitter, for example GD")
    sector: str | None = Field(None, description="Sector code; without it the whole province")
    by: Literal["use", "province", "category"] = Field("use", description="What a row is")
    limit: int = Field(100, ge=1, description="Most rows of the answer")
    names: bool = Field(False, description="Add names in three scripts beside the codes")
    co2_source: Source | None = Field(None, description="Source of CO2; else the edition's own")
    pressure: str | None = Field(None, description="A satellite account in place of CO2")


class Downstream(Chains):
    """Chains of customers behind an emitter."""

    sector: str = Field(description="Sector code of the emitter, for example c17e")
