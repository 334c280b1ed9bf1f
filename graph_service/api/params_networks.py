"""Query parameters of networks and of the chains between two industries."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from graph_service.api.params import BY, Engine, Plain, Scoped, Source
from graph_service.gds.algorithms import ALGORITHMS
from graph_service.services.between import MOST
from graph_service.services.networks import Question


class Between(Plain):
    """Chains between two industries."""

    edition: str = Field(description="Edition, for example 2017")
    source: str = Field(alias="from", description="Supplier, for example SX/c2c")
    target: str = Field(alias="to", description="Industry that it supplies in the end")
    k: int = Field(10, ge=1, le=MOST, description="How many chains")
    engine: Engine = Field("auto", description=BY)


class NetworkOf(Scoped):
    """A network, and what to tell of it."""

    method: str = Field(description=f"One of {', '.join(ALGORITHMS)}")
    weight: Literal["money", "coefficient", "embodied_carbon", "direct_carbon"] = Field(
        "money", description="What a link weighs"
    )
    min_weight: float = Field(0.0, ge=0, description="Smallest link, in the unit of the weight")
    alpha: float | None = Field(None, description="disparity: level of significance; else 0.05")
    co2_source: Source | None = Field(
        None, description="Source of CO2, for weights of carbon; else the edition's own"
    )
    engine: Engine = Field("auto", description=BY)
    limit: int = Field(100, ge=1, description="Most rows of this page")
    next: str | None = Field(None, description="meta.next of the page before")
    names: bool = Field(False, description="Add names in three scripts beside the codes")

    @property
    def question(self) -> Question:
        """The same as the service knows it."""
        own = self.model_dump(include={"method", "weight", "min_weight", "alpha", "co2_source"})
        return Question(self.edition, scope=self.scope, **own)
