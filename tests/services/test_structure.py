"""Linkages, scopes and extraction as answers, against dense algebra."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from graph_service.errors import BadParameter
from graph_service.graph import Graph
from graph_service.services import structure
from graph_service.services.networks import Question, networks
from graph_service.services.scope import Scope
from tests import own_tables
from tests.services.test_subjects import TABLES, chosen, dense

IDS = [f"2017/{p}/{s}" for p in TABLES.provinces for s in TABLES.sectors]
LABELS = list(structure.Linkage.__args__)  # type: ignore[attr-defined]


def test_linkages_are_sums_of_both_inverses_over_their_mean(owned: Graph) -> None:
    assert TABLES.co2 is not None
    s, leontief, ghosh = dense(TABLES, TABLES.co2)
    sums = (leontief.sum(axis=0), ghosh.sum(axis=1), s @ leontief, ghosh @ s)
    expected = {name: v / v.mean() for name, v in zip(LABELS, sums, strict=True)}
    for name in LABELS:
        rows = structure.linkages(owned, "2017", sort=name).rows
        assert len(rows) == 126
        assert [row[name] for row in rows] == sorted((row[name] for row in rows), reverse=True)
        for row in rows[:20]:
            place = IDS.index(row["id"])
            for figure, values in expected.items():
                assert row[figure] == pytest.approx(values[place], rel=1e-9)


def test_linkages_of_money_need_no_emissions(owned: Graph) -> None:
    page = structure.linkages(owned, "2015", province="GD", sector="c3")
    (row,) = page.rows
    assert row["backward"] > 0
    assert row["forward_carbon"] is None
    assert "CO2" in page.meta["remarks"][0]


def test_scopes_are_three_parts_of_a_total_and_must_not_be_added(owned: Graph) -> None:
    assert TABLES.co2 is not None
    s, leontief, _ = dense(TABLES, TABLES.co2)
    page = structure.scopes(owned, "2017", province="GD")
    assert "must not be added" in page.meta["remarks"][-1]
    energy = np.flatnonzero(chosen(sector="c17e"))
    for row in page.rows:
        j = IDS.index(row["id"])
        bought = sum(s[i] * TABLES.flows[i, j] for i in energy if i != j)
        total = (s @ leontief)[j] * TABLES.output[j] / leontief[j, j]
        assert row["scope_1_kt"] == pytest.approx(TABLES.co2[j], rel=1e-9)
        assert row["scope_2_kt"] == pytest.approx(bought, rel=1e-9)
        assert row["total_kt"] == pytest.approx(total, rel=1e-9)
        parts = row["scope_1_kt"] + row["scope_2_kt"] + row["scope_3_upstream_kt"]
        assert parts == pytest.approx(total, rel=1e-9)


def test_scopes_of_a_province_without_data_are_none(owned: Graph) -> None:
    rows = structure.scopes(owned, "2017", province="XZ", co2_source="inventory").rows
    assert {row["total_kt"] for row in rows} == {row["scope_2_kt"] for row in rows} == {None}


def test_what_goes_in_a_province_without_data_is_none(owned: Graph) -> None:
    page = structure.extraction(owned, "2017", province="XZ", co2_source="inventory")
    assert page.meta["within_kt"] is None
    assert page.meta["elsewhere_kt"] == pytest.approx(page.meta["lost_kt"])
    assert next(r for r in page.rows if r["province"] == "XZ")["co2_kt"] is None


@pytest.mark.parametrize("theta", [1.0, 0.25])
@pytest.mark.parametrize(
    "who",
    [
        {"province": "GD"},
        {"sector": "c17e"},
        {"province_set": own_tables.SET, "sector": "c3"},
        {"industry": ["BJ/c3", "2017/XZ/c1"]},
    ],
)
def test_extraction_solves_the_smaller_economy(
    owned: Graph, theta: float, who: dict[str, str]
) -> None:
    assert TABLES.co2 is not None
    if "industry" in who:
        own = np.array([id in ("2017/BJ/c3", "2017/XZ/c1") for id in IDS])
    else:
        own = chosen(**who)
    keep = np.diag(np.where(own, 1 - theta, 1.0))
    a = TABLES.flows / TABLES.output
    y = TABLES.output - TABLES.flows.sum(axis=1)
    left = np.linalg.inv(np.eye(126) - keep @ a @ keep) @ keep @ y
    lost = TABLES.co2 / TABLES.output * (TABLES.output - left)
    for by in ("province", "sector", "industry"):
        page = structure.extraction(owned, "2017", theta=theta, by=by, **who)  # type: ignore[arg-type]
        told = sum(row["co2_kt"] for row in page.rows)
        assert told == pytest.approx(lost.sum(), rel=1e-9)
        assert sum(row["before_kt"] for row in page.rows) == pytest.approx(TABLES.co2.sum())
    assert page.meta["within_kt"] == pytest.approx(lost[own].sum(), rel=1e-9)
    assert page.meta["elsewhere_kt"] == pytest.approx(lost[~own].sum(), rel=1e-9)
    assert page.meta["output_lost_mcny"] == pytest.approx((TABLES.output - left).sum(), rel=1e-9)
    assert page.meta["extracted"] == own.sum()


def test_extraction_of_everything_is_all_there_is(owned: Graph) -> None:
    page = structure.extraction(owned, "2017")
    assert page.meta["lost_kt"] == pytest.approx(page.meta["total_kt"], rel=1e-9)
    partly = structure.extraction(owned, "2017", pressure="energy", by="sector")
    known = {k: v for k, v in own_tables.energy(2017).items() if k[1] in TABLES.sectors}
    assert partly.meta["lost_amount"] == pytest.approx(sum(known.values()))


@pytest.mark.parametrize("theta", [0.0, -1.0, 1.5])
def test_a_share_outside_its_range_is_refused(owned: Graph, theta: float) -> None:
    with pytest.raises(BadParameter, match="theta"):
        structure.extraction(owned, "2017", theta=theta)


def test_rows_of_industries_begin_with_who_they_are_in_every_answer(owned: Graph) -> None:
    asked = {"province": "GD", "sector": "c3"}
    network = Question("2017", "pagerank", Scope(province="GD"))
    answers = [
        structure.linkages(owned, "2017", **asked).rows,  # type: ignore[arg-type]
        structure.scopes(owned, "2017", **asked).rows,
        [row for row in networks(owned, network).rows if row["sector"] == "c3"],
    ]
    for (row,) in answers:
        assert list(row)[:4] == ["id", "edition", "province", "sector"]
        assert [row[name] for name in list(row)[:4]] == ["2017/GD/c3", "2017", "GD", "c3"]
    for row in networks(owned, replace(network, method="spanning_tree")).rows:
        for end in ("from", "to"):
            own = ["2017", row[f"{end}_province"], row[f"{end}_sector"]]
            assert row[f"{end}_industry"] == "/".join(own)
