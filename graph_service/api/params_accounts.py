"""Query parameters of the routes of accounts."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from graph_service.api.params import Plain

Source = Literal["mrio_row", "inventory"]
Account = Literal["production", "consumption", "final_product", "income"]


class Pressed(Plain):
    """An edition, and what of it is accounted for."""

    edition: str = Field(description="Edition, for example 2017")
    co2_source: Source | None = Field(None, description="Source of CO2; else the edition's own")
    pressure: str | None = Field(None, description="A satellite account in place of CO2")


class Listed(Pressed):
    """An answer of rows with codes."""

    limit: int = Field(100, ge=1, description="Most rows of the answer")
    names: bool = Field(False, description="Add names in three scripts beside the codes")


class OfSubject(Listed):
    """Whom a question is about; what is left out does not narrow it."""

    province: str | None = Field(None, description="Province code, for example GD")
    province_set: str | None = Field(None, description="Set of provinces, such as jing_jin_ji")
    sector: str | None = Field(None, description="Sector code, for example c17e")


class Footprints(OfSubject):
    """Which account of whom, told by what."""

    account: Account = Field(
        "consumption", description="Who answers: emitters, final users, final products, incomes"
    )
    by: Literal["province", "sector", "industry", "category", "use", "pair", "input"] = Field(
        "province", description="What a row is: see docs/http.md for those of each account"
    )


class MatrixOf(Pressed):
    """Which part of a matrix."""

    row: str | None = Field(None, description="Only this industry's row, for example GD/c17e")
    col: str | None = Field(
        None, description="Only this column: an industry, or of Y and F a use such as GD/FU101, EX"
    )
    limit: int | None = Field(None, ge=1, description="Most rows; see docs/http.md for the default")
    names: bool = Field(False, description="Add names in three scripts beside the codes")
