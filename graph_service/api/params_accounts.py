"""Query parameters of the routes of accounts."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from graph_service.analysis.accounts import Account
from graph_service.api.params import Plain, Source


class Edition(Plain):
    """An edition, and where its CO2 is from."""

    edition: str = Field(description="Edition, for example 2017")
    co2_source: Source | None = Field(None, description="Source of CO2; else the edition's own")


class Pressed(Edition):
    """An edition, and what of it is accounted for."""

    pressure: str | None = Field(None, description="A satellite account in place of CO2")


class Listed(Edition):
    """An answer of rows with codes."""

    limit: int = Field(100, ge=1, description="Most rows of the answer")
    names: bool = Field(False, description="Add names in three scripts beside the codes")


class OfSubject(Listed):
    """Whom a question is about; what is left out does not narrow it."""

    province: str | None = Field(None, description="Province code, for example GD")
    province_set: str | None = Field(None, description="Set of provinces, such as jing_jin_ji")
    sector: str | None = Field(None, description="Sector code, for example c17e")


class Footprints(OfSubject, Pressed):
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


class Trade(Listed, Pressed):
    """Which trade, in which reading."""

    method: Literal["final_use", "gross_flows"] = Field(
        "final_use", description="For what is finally used in q, or for what p delivers to q"
    )
    by: Literal["pair", "province"] = Field("pair", description="Pairs of provinces, or balances")
    province: str | None = Field(None, description="Only pairs from or to it, or its balance")


class Linkages(OfSubject, Pressed):
    """Whose linkages, in which order."""

    sort: Literal["backward", "forward", "backward_carbon", "forward_carbon"] = Field(
        "backward", description="Strongest first by this"
    )


class Scopes(OfSubject):
    """Whose scopes."""


class Extraction(OfSubject, Pressed):
    """Who is taken out, and how much of it."""

    theta: float = Field(1.0, gt=0, le=1, description="Share taken out; 1 is all")
    by: Literal["province", "sector", "industry"] = Field(
        "province", description="Where emissions and output would go"
    )
    industry: list[str] | None = Field(
        None, description="Industries such as GD/c17e, in place of a subject; may be repeated"
    )


class Decomposition(Listed, Pressed):
    """Which change, told by what, at which prices."""

    base: str = Field(description="Edition that the change is counted from, for example 2012")
    by: Literal["nation", "province", "sector"] = Field("nation", description="What a row is")
    province: str | None = Field(None, description="Only this one")
    prices: Literal["current", "constant"] | None = Field(
        None, description="Prices of output; constant where the indices loaded allow it"
    )


class Sensitivity(OfSubject, Pressed):
    """How far which account of whom moves."""

    account: Account = Field("consumption", description="Account, as of /footprints")
