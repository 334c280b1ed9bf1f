"""Query parameters of the routes that solve the input-output system."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from graph_service.api.params import Plain

Source = Literal["mrio_row", "inventory"]


class Chains(Plain):
    """Which chains, cut where."""

    edition: str = Field(description="Edition, for example 2017")
    province: str = Field(description="Province code, for example GD")
    min_share: float | None = Field(
        None, gt=0, le=1, description="Every branch of at least this share; in place of cover"
    )
    cover: float = Field(0.6, gt=0, le=1, description="Paths until this share is covered")
    limit: int = Field(100, ge=1, description="Most paths of the answer")
    co2_source: Source | None = Field(None, description="Source of CO2; else the edition's own")


class Upstream(Chains):
    """Chains of suppliers behind final products."""

    sector: str | None = Field(None, description="Sector code; without it the whole province")
    fold_own_use: bool = Field(False, description="Take own use of an industry into its node")


class Downstream(Chains):
    """Chains of customers behind an emitter."""

    sector: str = Field(description="Sector code of the emitter, for example c17e")
