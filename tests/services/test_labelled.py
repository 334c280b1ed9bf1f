"""Matrices of editions without CO2, and of provinces without data."""

from __future__ import annotations

import pytest

from graph_service.errors import BadParameter
from graph_service.graph import Graph
from graph_service.services.labelled import KINDS, matrix


@pytest.mark.parametrize("name", [name for name, kind in KINDS.items() if kind.money])
def test_matrices_of_money_need_no_emissions(owned: Graph, name: str) -> None:
    part = matrix(owned, "2015", name)
    assert part.total == 126
    assert not {"boundary", "co2_source", "no_data"} & part.meta.keys()


@pytest.mark.parametrize("name", [name for name, kind in KINDS.items() if not kind.money])
def test_matrices_of_emissions_do(owned: Graph, name: str) -> None:
    with pytest.raises(BadParameter, match="2015 has no emissions"):
        matrix(owned, "2015", name)


def test_unknown_amounts_are_none_and_not_zero(owned: Graph) -> None:
    for name in ("e", "s"):
        rows = matrix(owned, "2017", name, co2_source="inventory").rows
        assert {row["value"] is None for row in rows if row["province"] == "XZ"} == {True}
        assert {row["value"] is None for row in rows if row["province"] != "XZ"} == {False}
    table = matrix(owned, "2017", "F", co2_source="inventory").rows
    assert table["EX"].null_count == 42
    sums = matrix(owned, "2017", "M", co2_source="inventory")
    assert "XZ" in sums.meta["remarks"][0]


def test_a_satellite_account_gives_matrices_in_its_unit(owned: Graph) -> None:
    part = matrix(owned, "2017", "M", pressure="energy", row="GD/c17e")
    assert part.meta["unit"] == "TJ per million CNY"
    assert part.rows[0]["value"] > 0
