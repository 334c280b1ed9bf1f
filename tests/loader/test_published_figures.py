"""Figures of industries of four full-size editions: VisCEADs' own, and networkx's."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest

from graph_service import reference
from graph_service.analysis.indicators import own_blocks, standing
from loader.graph_tables import industry_figures, industry_ids
from loader.layout import Tables, Vector
from loader.source import read_source
from tests.analysis.networks import metrics, network

pytestmark = pytest.mark.slow

Rows = list[dict[str, str]]
EDITIONS = {"2012": 701, "2015": 685, "2017": 689, "2017new": 658}
# their column: our property and what ours is multiplied by; all are printed as integers
MONEY = {
    "total_output": ("output_mcny", 100),
    "value_added": ("value_added_mcny", 100),
    "imports": ("imports_mcny", 100),
    "exports": ("exports_mcny", 100),
    "final_consumption": ("final_use_mcny", 100),
    "output_sum": ("supplied_within_mcny", 1),
    "input_sum": ("bought_within_mcny", 1),
}
each_edition = pytest.mark.parametrize("edition", EDITIONS)


@pytest.fixture(scope="module")
def editions(reference_data: Path) -> dict[str, Tables]:
    folder = reference_data / "mrio_reconstructed"
    readings = [read_source(folder / f"MRIO_{year}.xlsx") for year in (2012, 2015, 2017)]
    return {tables.edition.id: tables for reading in readings for tables in reading.tables}


@pytest.fixture(scope="module")
def figures(editions: dict[str, Tables]) -> dict[str, dict[str, Vector]]:
    return {edition: industry_figures(tables) for edition, tables in editions.items()}


@pytest.fixture(scope="module")
def published(reference_data: Path) -> dict[str, Rows]:
    found: dict[str, Rows] = {edition: [] for edition in EDITIONS}
    with (reference_data / "visceads_reference" / "nodes.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            found[row["year"]].append(row)
    assert {edition: len(rows) for edition, rows in found.items()} == EDITIONS
    return found


def column(rows: Rows, name: str) -> Vector:
    return np.array([float(row[name]) for row in rows])


def positions(tables: Tables, rows: Rows) -> list[int]:
    place = {name: i for i, name in enumerate(industry_ids(tables))}
    edition = tables.edition.id
    return [place[f"{edition}/{row['province_code']}/{row['sector_code']}"] for row in rows]


@each_edition
def test_money_and_emissions_are_those_published(
    editions: dict[str, Tables],
    figures: dict[str, dict[str, Vector]],
    published: dict[str, Rows],
    edition: str,
) -> None:
    rows, ours = published[edition], figures[edition]
    where = positions(editions[edition], rows)
    for theirs, (name, factor) in MONEY.items():
        found = np.round(ours[name][where] * factor)
        np.testing.assert_array_equal(found, column(rows, theirs), err_msg=theirs)
    np.testing.assert_allclose(ours["co2_kt"][where] / 1000, column(rows, "co2_mt"), rtol=1e-12)


@each_edition
def test_intensities_are_those_published_a_hundred_times_too_small(
    editions: dict[str, Tables],
    figures: dict[str, dict[str, Vector]],
    published: dict[str, Rows],
    edition: str,
) -> None:
    """Six decimals are printed, after division by emissions in full; we have these to 0.001 Mt."""
    rows = published[edition]
    where = positions(editions[edition], rows)
    ours = figures[edition]["intensity_output_t_per_10k_cny"][where] * 10  # kg over 100
    co2, theirs = column(rows, "co2_mt"), column(rows, "carbon_intensity")
    unrounded = np.divide(0.0005 * ours, co2, out=np.zeros_like(co2), where=co2 > 0)
    assert np.all(np.abs(ours - theirs) <= unrounded + 1e-6)


@each_edition
def test_each_of_the_30_stands_as_they_define_it(
    figures: dict[str, dict[str, Vector]], edition: str
) -> None:
    codes = [row for row in reference.table("quantities") if row["visceads"]]
    assert len("|".join(row["visceads"] for row in codes).split("|")) == 30
    for name in (row["property"] for row in codes):
        values = figures[edition][name].reshape(31, 42)
        assert not np.isnan(values).any() or name.startswith("intensity_"), name
        stands = standing(values)
        for p, own in enumerate(values):
            known = own[~np.isnan(own)]
            rank = [(known > v).sum() + ((known == v).sum() + 1) / 2 for v in known]
            assert stands.rank[p][~np.isnan(own)].tolist() == rank
            assert stands.percentile[p][~np.isnan(own)].tolist() == [r / len(known) for r in rank]
            if known.sum() > 0:
                np.testing.assert_allclose(stands.share[p], own / known.sum(), rtol=1e-12)


@pytest.mark.parametrize(("edition", "province"), [("2017", "GD"), ("2017new", "XZ")])
def test_network_indicators_of_a_province_are_those_of_networkx(
    editions: dict[str, Tables],
    figures: dict[str, dict[str, Vector]],
    edition: str,
    province: str,
) -> None:
    tables = editions[edition]
    p = tables.provinces.index(province)
    expected = metrics(network(own_blocks(tables.flows, 42)[p]))
    for name, values in expected.items():
        found = figures[edition][name][p * 42 : p * 42 + 42]
        np.testing.assert_allclose(found, values, rtol=1e-9, atol=1e-14, err_msg=name)
