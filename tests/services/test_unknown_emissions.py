"""What is said of links whose suppliers' emissions are unknown: Tibet has no inventory here."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from graph_service.analysis.methods import Choice
from graph_service.errors import BadParameter
from graph_service.graph import Graph, open_graph
from graph_service.services import networks
from graph_service.services.backbone import METHODS, Question, backbone, question
from graph_service.services.matrices import edition_arrays
from graph_service.services.scope import Scope
from loader import publish as publication
from loader.stored_backbones import Request
from tests import own_tables

ENDS = ("from_province", "from_sector", "to_province", "to_sector")
INVENTORY: dict[str, Any] = {"co2_source": "inventory"}


@pytest.mark.parametrize("method", METHODS)
def test_direct_carbon_of_which_nothing_is_known_is_refused(owned: Graph, method: str) -> None:
    asked: dict[str, Any] = {"method": method, "weight": "direct_carbon"} | INVENTORY
    with pytest.raises(BadParameter, match="no data, not zero") as raised:
        backbone(owned, "2017", province="XZ", **asked)
    assert "money" in raised.value.hint
    assert len(backbone(owned, "2017", province="XZ", method=method, weight="direct_carbon"))


def test_a_network_of_direct_carbon_of_which_nothing_is_known_is_refused(owned: Graph) -> None:
    asked = networks.Question(
        "2017", "strengths", Scope(province="XZ"), "direct_carbon", **INVENTORY
    )
    with pytest.raises(BadParameter, match="no data, not zero"):
        networks.networks(owned, asked)
    some = networks.Question("2017", "strengths", Scope(nation=True), "direct_carbon", **INVENTORY)
    assert networks.networks(owned, some).meta["no_data"] == ["XZ"]


def test_links_of_unknown_suppliers_have_null_and_the_others_their_carbon(owned: Graph) -> None:
    asked: dict[str, Any] = {"method": "carbon_cover", "weight": "direct_carbon", "strong": True}
    asked["provinces"] = ("BJ", "XZ")
    found = backbone(owned, "2017", **asked, **INVENTORY)
    arrays = edition_arrays(owned, "2017")
    co2, output = arrays.co2("inventory"), arrays.figures["output_mcny"]
    assert {row["from_province"] for row in found.rows} == {"BJ", "XZ"}
    for row in found.rows:
        (i,) = arrays.positions(row["from_province"], row["from_sector"])
        if np.isnan(co2[i]):
            assert row["co2_kt"] is None
        else:
            assert row["co2_kt"] == pytest.approx(co2[i] / output[i] * row["value_mcny"])


@pytest.mark.parametrize("weight", ["money", "embodied_carbon", "direct_carbon"])
def test_carbon_figures_that_lack_a_province_say_so(owned: Graph, weight: str) -> None:
    meta = backbone(owned, "2017", nation=True, weight=weight, **INVENTORY).meta
    assert meta["no_data"] == ["XZ"]
    assert "XZ: unknown, not zero" in meta["remarks"][0]
    whole = backbone(owned, "2017", nation=True, weight=weight).meta
    assert whole["no_data"] == []
    assert "remarks" not in whole


def test_a_stored_backbone_has_null_where_the_service_has(tmp_path: Path) -> None:
    url = own_tables.publish(tmp_path)
    choice = Choice("carbon_cover", "direct_carbon", strong=True)
    asked = Request("2017", "BJ+XZ", ("BJ", "XZ"), None, choice, "inventory")
    publication.publish(url, [asked.part(synthetic=False)])
    graph = open_graph(url)
    stored = graph.rows("backbone.stored", run=asked.run)
    scope = Scope(provinces=("BJ", "XZ"))
    found = question(graph, Question("2017", scope, choice, "inventory"))
    graph.close()
    kept, now = (
        {tuple(row[name] for name in ENDS): row["co2_kt"] for row in rows}
        for rows in (stored, found.rows)
    )
    assert kept.keys() == now.keys()
    assert {ends[0] for ends, kt in kept.items() if kt is None} == {"XZ"}
    for ends, kt in now.items():
        assert kept[ends] == (None if kt is None else pytest.approx(kt))
