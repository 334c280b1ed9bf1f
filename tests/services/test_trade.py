"""Trade and its balances as answers: identities, no data, what is refused."""

from __future__ import annotations

from typing import Any

import pytest

from graph_service.errors import BadParameter, NotFound
from graph_service.graph import Graph
from graph_service.services import footprints
from graph_service.services.trade import METHODS, trade
from tests.emissions import editions

TABLES = editions()["2017"]


@pytest.mark.parametrize("method", list(METHODS))
def test_pairs_add_up_to_all_emissions_and_balances_follow(owned: Graph, method: str) -> None:
    assert TABLES.co2 is not None
    pairs = trade(owned, "2017", method=method).rows  # type: ignore[arg-type]
    total = TABLES.co2.sum()
    assert sum(row["co2_kt"] for row in pairs) == pytest.approx(total, rel=1e-9)
    told = {(row["from_province"], row["to_province"]): row["co2_kt"] for row in pairs}
    balances = trade(owned, "2017", method=method, by="province").rows  # type: ignore[arg-type]
    for row in balances:
        p = row["province"]
        others = [q for q in TABLES.provinces if q != p]
        out, into = sum(told[p, q] for q in others), sum(told[q, p] for q in others)
        assert row["balance_kt"] == pytest.approx(out - into)
        assert row["production_kt"] == pytest.approx(
            row["own_use_kt"] + row["to_provinces_kt"] + row["exports_kt"] + row["error_kt"]
        )
        if method == "final_use":
            assert row["consumption_kt"] == pytest.approx(told[p, p] + into)
        else:
            assert "consumption_kt" not in row
    assert sum(row["balance_kt"] for row in balances) == pytest.approx(0, abs=1e-9 * total)


def test_final_use_is_the_footprint_of_pairs(owned: Graph) -> None:
    ours = trade(owned, "2017").rows
    pairs = footprints.accounts(owned, "2017", by="pair").rows
    assert [row["to_province"] for row in ours] == [row["to_province"] for row in pairs]
    for one, other in zip(ours, pairs, strict=True):
        assert one["co2_kt"] == pytest.approx(other["co2_kt"], rel=1e-9)


def test_a_province_without_data_is_none_and_what_it_takes_is_known(owned: Graph) -> None:
    by_inventory: dict[str, Any] = {"by": "province", "co2_source": "inventory"}
    (row,) = trade(owned, "2017", province="XZ", **by_inventory).rows
    known = {name for name, value in row.items() if value is not None}
    assert known == {"province", "from_provinces_kt", "consumption_kt"}
    (row,) = trade(owned, "2017", province="XZ", method="gross_flows", **by_inventory).rows
    known = {name for name, value in row.items() if value is not None}
    assert known == {"province", "from_provinces_kt"}
    page = trade(owned, "2017", co2_source="inventory", province="XZ")
    assert {row["co2_kt"] is None for row in page.rows if row["from_province"] == "XZ"} == {True}
    assert "XZ" in page.meta["remarks"][0]


@pytest.mark.parametrize(
    ("choice", "amount", "kind"),
    [({"co2_source": "inventory"}, "co2_kt", "kt"), ({"pressure": "energy"}, "amount", "amount")],
)
def test_consumption_is_the_footprint_also_where_own_emissions_are_unknown(
    owned: Graph, choice: dict[str, Any], amount: str, kind: str
) -> None:
    balances = trade(owned, "2017", by="province", **choice)
    told = {row["province"]: row for row in balances.rows}
    for province, row in told.items():
        footprint = footprints.accounts(owned, "2017", province=province, **choice)
        assert row[f"consumption_{kind}"] == pytest.approx(footprint.rows[0][amount], rel=1e-9)
        for said in ("no_data", "remarks"):
            assert balances.meta[said] == footprint.meta[said]
    assert told["XZ"][f"consumption_{kind}"] == told["XZ"][f"from_provinces_{kind}"] > 0


def test_a_satellite_account_names_its_columns(owned: Graph) -> None:
    page = trade(owned, "2017", by="province", pressure="energy")
    assert {"balance_amount", "exports_amount"} <= page.rows[0].keys()
    assert page.meta["units"]["balance_amount"] == "TJ"


def test_what_there_is_not_is_refused(owned: Graph) -> None:
    with pytest.raises(BadParameter, match="no method") as raised:
        trade(owned, "2017", method="guess")  # type: ignore[arg-type]
    assert "gross_flows" in raised.value.hint
    with pytest.raises(NotFound, match="'QQ'"):
        trade(owned, "2017", province="QQ")
