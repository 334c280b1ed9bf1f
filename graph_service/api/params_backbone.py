"""Query parameters of the backbone."""

from __future__ import annotations

from dataclasses import fields

from pydantic import Field

from graph_service.analysis.methods import METHODS, WEIGHTS, Choice
from graph_service.api.params import BY, Engine, Scoped, Source
from graph_service.services.backbone import Question


class BackboneOf(Scoped):
    """Which links, chosen how."""

    method: str = Field("top_share", description=f"One of {', '.join(METHODS)}")
    weight: str | None = Field(
        None, description=f"One of {', '.join(WEIGHTS)}; else the method's own"
    )
    edges: int | None = Field(None, ge=1, description="Number of links; else the method's rule")
    cover: float | None = Field(
        None, description="carbon_cover: the fewest links that carry this share of the weight"
    )
    money_floor: float | None = Field(
        None, description="carbon_cover: share of the money that the links must carry"
    )
    own_use: bool | None = Field(
        None, description="carbon_cover: count own use as covered in cover and money_floor"
    )
    strong: bool | None = Field(
        None, description="carbon_cover: keep every way from supplier to customer"
    )
    alpha: float | None = Field(
        None, description="disparity, marginal_likelihood: level of significance"
    )
    delta: float | None = Field(None, description="noise_corrected: standard deviations")
    salience: float | None = Field(None, description="high_salience: share of the trees")
    adjust: bool | None = Field(
        None, description="disparity, marginal_likelihood: correct for the number of tests"
    )
    co2_source: Source | None = Field(None, description="Source of CO2; else the edition's own")
    engine: Engine = Field("auto", description=BY)
    limit: int | None = Field(None, ge=1, description="Most rows of this page; else 2,000")
    next: str | None = Field(None, description="meta.next of the page before")
    names: bool = Field(False, description="Add names in three scripts beside the codes")

    @property
    def question(self) -> Question:
        """The same as the service knows it."""
        choice = Choice(**self.model_dump(include={field.name for field in fields(Choice)}))
        return Question(self.edition, self.scope, choice, self.co2_source, self.engine)
