"""Accounts of any subject and of any pressure, against dense algebra on the economy's arrays."""

from __future__ import annotations

import numpy as np
import pytest

from graph_service.errors import BadParameter, NotFound
from graph_service.graph import Graph
from graph_service.services import footprints
from graph_service.services.matrices import edition_arrays
from graph_service.services.subjects import subject
from graph_service.services.systems import edition_system
from loader.layout import Tables
from tests import own_tables
from tests.emissions import editions

TABLES = editions()["2017"]
SUBJECTS = (
    {"province": "GD"},
    {"sector": "c17e"},
    {"province": "GD", "sector": "c17e"},
    {"province_set": own_tables.SET},
    {"province_set": own_tables.SET, "sector": "c3"},
    {},
)


def dense(tables: Tables, direct: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """s, L and G of a table by explicit inverses."""
    one = np.eye(len(tables.output))
    leontief = np.linalg.inv(one - tables.flows / tables.output)
    ghosh = np.linalg.inv(one - tables.flows / tables.output[:, None])
    return direct / tables.output, leontief, ghosh


def chosen(province: str = "", province_set: str = "", sector: str = "") -> np.ndarray:
    """Which industries of the economy a subject holds, (n,) booleans."""
    places = {province} if province else set(TABLES.provinces)
    places = set(own_tables.SET_PROVINCES) if province_set else places
    pairs = [(p, s) for p in TABLES.provinces for s in TABLES.sectors]
    return np.array([p in places and sector in ("", s) for p, s in pairs])


def bought(province: str = "", province_set: str = "", sector: str = "") -> np.ndarray:
    """What the final users of a subject buy of a sector, (n,); of all with exports and error."""
    places = {province} if province else set(own_tables.SET_PROVINCES if province_set else ())
    uses = TABLES.final_use.reshape(len(TABLES.output), -1, 5).sum(axis=2)
    if places:
        total = uses[:, [place in places for place in TABLES.provinces]].sum(axis=1)
    else:
        total = uses.sum(axis=1) + TABLES.exports + TABLES.error
    return total * chosen(sector=sector)


@pytest.mark.parametrize("who", SUBJECTS)
def test_the_four_accounts_of_a_subject_equal_dense_algebra(
    owned: Graph, who: dict[str, str]
) -> None:
    assert TABLES.co2 is not None
    s, leontief, ghosh = dense(TABLES, TABLES.co2)
    own = chosen(**who)
    final_use = TABLES.output - TABLES.flows.sum(axis=1)
    primary = TABLES.output - TABLES.flows.sum(axis=0)
    expected = {
        "production": TABLES.co2[own].sum(),
        "final_product": (s @ leontief * final_use)[own].sum(),
        "income": (primary * (ghosh @ s))[own].sum(),
        "consumption": s @ leontief @ bought(**who),
    }
    found = edition_system(owned, "2017")
    named = subject(owned, found.arrays, **who)
    for account, amount in expected.items():
        for by in footprints.BY[account]:  # type: ignore[index]
            page = footprints.accounts(owned, "2017", account=account, by=by, **who)  # type: ignore[arg-type]
            told = sum(row["co2_kt"] for row in page.rows)
            assert told == pytest.approx(amount, rel=1e-9), (account, by)
            assert page.meta["subject_kt"] == pytest.approx(amount, rel=1e-9)
        assert footprints.value(found, named, account) == pytest.approx(amount, rel=1e-9)  # type: ignore[arg-type]


def test_final_uses_are_told_apart_with_exports_and_error(owned: Graph) -> None:
    rows = footprints.accounts(
        owned, "2017", account="final_product", by="use", province="GD", sector="c3"
    ).rows
    assert {row["category"] for row in rows} == {
        "FU101", "FU102", "FU103", "FU201", "FU202", "EX", "ERR",
    }  # fmt: skip
    found = edition_system(owned, "2017")
    place = found.arrays.positions("GD", "c3")[0]
    (exports,) = [row["co2_kt"] for row in rows if row["category"] == "EX"]
    assert exports == pytest.approx(found.system.multipliers[place] * TABLES.exports[place])


def test_income_is_told_by_kind_of_primary_input(owned: Graph) -> None:
    assert TABLES.co2 is not None
    page = footprints.accounts(owned, "2017", account="income", by="input")
    s, _, ghosh = dense(TABLES, TABLES.co2)
    enabled = ghosh @ s
    told = {row["input"]: row["co2_kt"] for row in page.rows}
    assert told["imports"] == pytest.approx(float(enabled @ TABLES.imports), rel=1e-9)
    labour = float(enabled @ TABLES.value_added_parts[0])
    assert told["compensation"] == pytest.approx(labour, rel=1e-9)
    assert sum(told.values()) == pytest.approx(TABLES.co2.sum(), rel=1e-9)
    assert abs(told["residue"]) < 1e-9 * TABLES.co2.sum()


def test_a_satellite_account_goes_through_the_same_maths(owned: Graph) -> None:
    amounts = own_tables.energy(2017)
    pairs = [(p, s) for p in TABLES.provinces for s in TABLES.sectors]
    direct = np.array([amounts.get(pair, 0.0) for pair in pairs])
    s, leontief, _ = dense(TABLES, direct)
    page = footprints.accounts(owned, "2017", pressure="energy", province="GD")
    (row,) = page.rows
    assert row["amount"] == pytest.approx(float(s @ leontief @ bought(province="GD")), rel=1e-9)
    assert page.meta["units"] == {"amount": "TJ", "share": "1"}
    assert page.meta["total_amount"] == pytest.approx(direct.sum(), rel=1e-12)
    assert page.meta["pressure"] == "energy"
    assert page.meta["pressure_file"] == "energy.csv"
    assert "Energy use" in page.meta["boundary"]
    assert not [key for key in page.meta if key.startswith("co2") or key.endswith("_kt")]


def test_what_has_no_data_is_none_in_rows_and_said_of_sums(owned: Graph) -> None:
    for question in ({"pressure": "energy"}, {"co2_source": "inventory"}):
        page = footprints.accounts(owned, "2017", account="production", **question)
        column = "amount" if "pressure" in question else "co2_kt"
        (tibet,) = [row for row in page.rows if row["province"] == "XZ"]
        assert tibet[column] is None
        assert tibet["share"] is None
        assert "XZ" in page.meta["no_data"]
        assert "unknown, not zero" in page.meta["remarks"][0]
    rows = footprints.accounts(
        owned, "2017", account="production", by="industry", province="GD", pressure="energy"
    ).rows
    assert [row["sector"] for row in rows if row["amount"] is None] == [own_tables.GAP[1]]
    pairs = footprints.accounts(owned, "2017", by="pair", co2_source="inventory").rows
    assert {row["co2_kt"] is None for row in pairs if row["from_province"] == "XZ"} == {True}
    own = {"account": "production", "province": "XZ", "co2_source": "inventory"}
    assert footprints.accounts(owned, "2017", **own).meta["subject_kt"] is None  # type: ignore[arg-type]
    whole = footprints.accounts(owned, "2017", account="production")
    assert whole.meta["no_data"] == []
    assert "remarks" not in whole.meta


@pytest.mark.parametrize(
    ("parameters", "error", "said"),
    [
        ({"province": "GD", "province_set": own_tables.SET}, BadParameter, "both given"),
        ({"province_set": "nowhere"}, NotFound, own_tables.SET),
        ({"province_set": "jing_jin_ji"}, NotFound, "BJ, GD, XZ"),
        ({"sector": "c99"}, NotFound, "c17e"),
        ({"pressure": "jobs"}, NotFound, "energy in 2012, 2017"),
        ({"pressure": "energy", "co2_source": "mrio_row"}, BadParameter, "leave out one"),
    ],
)
def test_what_cannot_be_chosen_says_what_can(
    owned: Graph, parameters: dict[str, str], error: type[Exception], said: str
) -> None:
    with pytest.raises(error) as raised:
        footprints.accounts(owned, "2017", **parameters)  # type: ignore[arg-type]
    assert said in f"{raised.value.message} {raised.value.hint}"  # type: ignore[attr-defined]


def test_industries_are_named_alone_with_or_without_the_edition(owned: Graph) -> None:
    arrays = edition_arrays(owned, "2017")
    named = subject(owned, arrays, industry=["2017/GD/c17e", "BJ/c3", "GD/c17e"])
    assert [arrays.ids[i] for i in named.industries] == ["2017/BJ/c3", "2017/GD/c17e"]
    assert named.provinces == ("BJ", "GD")
    with pytest.raises(NotFound, match="2017new"):
        subject(owned, arrays, industry=["2017new/GD/c17e"])
    with pytest.raises(BadParameter, match="beside"):
        subject(owned, arrays, industry=["GD/c3"], province="GD")
