"""How far accounts move with the error, the source of CO2 and the class, by dense algebra."""

from __future__ import annotations

import numpy as np
import pytest

from graph_service.errors import BadParameter, NotFound
from graph_service.graph import Graph
from graph_service.services import footprints
from graph_service.services.matrices import edition_arrays
from graph_service.services.sensitivity import sensitivity
from tests import own_tables
from tests.services.test_subjects import TABLES, bought, chosen


def by_variant(rows: list[dict[str, object]]) -> dict[str, dict[str, object]]:
    return {str(row["variant"]): row for row in rows}


def test_without_error_output_is_what_the_table_says_is_used(owned: Graph) -> None:
    assert TABLES.co2 is not None
    output = TABLES.output - TABLES.error
    assert (output > 0).all()
    inverse = np.linalg.inv(np.eye(len(output)) - TABLES.flows / output)
    expected = TABLES.co2 / output @ inverse @ bought(province="GD")
    rows = by_variant(sensitivity(owned, "2017", province="GD").rows)
    assert rows["without_error"]["co2_kt"] == pytest.approx(expected, rel=1e-9)
    (published,) = footprints.accounts(owned, "2017", province="GD").rows
    assert rows["published"]["co2_kt"] == pytest.approx(published["co2_kt"], rel=1e-9)
    assert rows["published"]["change_kt"] == 0
    moved = expected - published["co2_kt"]
    assert rows["without_error"]["change_kt"] == pytest.approx(moved, rel=1e-6)
    assert rows["without_error"]["change"] == pytest.approx(moved / published["co2_kt"], rel=1e-6)


def test_the_other_source_and_the_other_class_are_told_with_their_names(owned: Graph) -> None:
    page = sensitivity(owned, "2017", account="production", province="GD")
    rows = by_variant(page.rows)
    arrays = edition_arrays(owned, "2017")
    other = rows["co2_source"]
    assert other["co2_source"] == "inventory"
    assert other["co2_kt"] == pytest.approx(arrays.co2("inventory")[chosen(province="GD")].sum())
    sister = rows["edition"]
    assert (sister["edition"], sister["co2_source"]) == ("2017new", "inventory")
    place = edition_arrays(owned, "2017new").place("GD")
    total = edition_arrays(owned, "2017new").co2()[place].sum()
    assert sister["co2_kt"] == pytest.approx(total, rel=1e-9)


def test_without_a_place_each_province_is_told_and_unknown_stays_unknown(owned: Graph) -> None:
    page = sensitivity(owned, "2017", account="production")
    assert {row["province"] for row in page.rows} == {"BJ", "GD", "XZ"}
    (tibet,) = [r for r in page.rows if (r["province"], r["variant"]) == ("XZ", "co2_source")]
    assert tibet["co2_kt"] is tibet["change_kt"] is tibet["change"] is None


def test_missing_data_of_a_variant_is_not_taken_for_sensitivity(owned: Graph) -> None:
    meta = sensitivity(owned, "2017", province="GD").meta
    told = {row["variant"]: row for row in meta["variants"]}
    assert {name: row["no_data"] for name, row in told.items()} == {
        "published": [],
        "without_error": [],
        "co2_source": ["XZ"],
        "edition": ["XZ"],
    }
    assert meta["no_data"] == ["XZ"]
    assert told["published"]["co2_file"] == "economy-1.xlsx, sheet Table"
    assert told["co2_source"]["co2_file"].startswith("inventory.xlsx")
    assert told["edition"]["source"] == "economy-2.xlsx, sheet Table"
    said = [text for text in meta["remarks"] if "missing data, not sensitivity" in text]
    assert len(said) == 2
    assert "co2_source (2017, inventory)" in said[0]
    by_inventory = sensitivity(owned, "2017", province="GD", co2_source="inventory").meta
    assert any("published lacks" in text for text in by_inventory["remarks"])
    energy = sensitivity(owned, "2017", province="GD", pressure="energy").meta
    assert energy["no_data"] == ["GD", "XZ"]
    assert {row["pressure_file"] for row in energy["variants"]} == {"energy.csv"}


@pytest.mark.parametrize("account", ["production", "consumption", "final_product", "income"])
def test_every_account_of_a_set_moves_by_what_its_rows_say(owned: Graph, account: str) -> None:
    page = sensitivity(owned, "2017", account=account, province_set=own_tables.SET)  # type: ignore[arg-type]
    assert {row["province_set"] for row in page.rows} == {own_tables.SET}
    base = by_variant(page.rows)["published"]["co2_kt"]
    for row in page.rows:
        assert row["co2_kt"] == pytest.approx(base + row["change_kt"], rel=1e-12)


def test_a_satellite_account_and_a_sector_of_one_class_only(owned: Graph) -> None:
    page = sensitivity(owned, "2017", pressure="energy", sector="c16m", province="GD")
    assert set(by_variant(page.rows)) == {"published", "without_error"}
    assert any("'c16m'" in remark for remark in page.meta["remarks"])
    assert {"amount", "change_amount"} <= page.rows[0].keys()


def test_what_there_is_not_is_refused(owned: Graph) -> None:
    with pytest.raises(BadParameter, match="no account"):
        sensitivity(owned, "2017", account="guess")  # type: ignore[arg-type]
    with pytest.raises(NotFound, match="'QQ'"):
        sensitivity(owned, "2017", province="QQ")
