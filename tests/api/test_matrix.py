"""Matrices with labels over HTTP, against dense algebra on the economy's arrays."""

from __future__ import annotations

import io

import numpy as np
import orjson
import pandas as pd
import pyarrow.parquet as pq
import pytest
from starlette.testclient import TestClient

from loader.layout import Tables

PATH = "/api/v1/matrix"


@pytest.fixture(scope="module")
def expected(tables: Tables) -> dict[str, np.ndarray]:
    """Each matrix by explicit inverses."""
    assert tables.co2 is not None
    z, x, e = tables.flows, tables.output, tables.co2
    leontief = np.linalg.inv(np.eye(len(x)) - z / x)
    ghosh = np.linalg.inv(np.eye(len(x)) - z / x[:, None])
    s = e / x
    vectors = {"x": x, "y": x - z.sum(axis=1), "pi": x - z.sum(axis=0), "e": e, "s": s}
    vectors |= {"M": s @ leontief, "Gs": ghosh @ s}
    return vectors | {"Z": z, "A": z / x, "B": z / x[:, None], "L": leontief, "G": ghosh}


@pytest.mark.parametrize("name", ["Z", "A", "B", "L", "G"])
@pytest.mark.parametrize("format", ["csv", "parquet"])
def test_a_whole_matrix_comes_with_labels(
    client: TestClient, expected: dict[str, np.ndarray], tables: Tables, name: str, format: str
) -> None:
    answer = client.get(f"{PATH}/{name}", params={"edition": "2017", "format": format})
    assert answer.status_code == 200
    file = io.BytesIO(answer.content)
    if format == "csv":
        frame = pd.read_csv(file, comment="#")
        assert f"# matrix: {name}\n".encode() in answer.content
        assert b"# edition: 2017\n" in answer.content
    else:
        meta = orjson.loads(pq.read_schema(io.BytesIO(answer.content)).metadata[b"tanlu"])
        assert (meta["matrix"], meta["truncated"], meta["shape"]) == (name, False, [126, 126])
        frame = pd.read_parquet(file)
    labels = [f"{p}/{s}" for p in tables.provinces for s in tables.sectors]
    assert list(frame["province"] + "/" + frame["sector"]) == labels
    assert list(frame.columns[2:]) == labels
    np.testing.assert_allclose(frame.iloc[:, 2:].to_numpy(), expected[name], rtol=1e-9, atol=1e-15)


def test_a_whole_matrix_in_json_is_cut_and_says_so(
    client: TestClient, expected: dict[str, np.ndarray]
) -> None:
    body = client.get(f"{PATH}/L", params={"edition": "2017"}).json()
    assert (len(body["data"]), body["meta"]["total"], body["meta"]["truncated"]) == (50, 126, True)
    assert body["data"][3]["BJ/c2p"] == pytest.approx(expected["L"][3, 2], rel=1e-9)
    whole = client.get(f"{PATH}/L", params={"edition": "2017", "limit": 200}).json()
    assert len(whole["data"]) == 126
    assert whole["meta"]["truncated"] is False


@pytest.mark.parametrize("name", ["x", "y", "pi", "e", "s", "M", "Gs"])
def test_vectors_come_whole_as_rows(
    client: TestClient, expected: dict[str, np.ndarray], name: str
) -> None:
    body = client.get(f"{PATH}/{name}", params={"edition": "2017"}).json()
    values = [row["value"] for row in body["data"]]
    np.testing.assert_allclose(values, expected[name], rtol=1e-9, atol=1e-12)
    assert body["meta"]["unit"]
    assert body["data"][0].keys() == {"province", "sector", "value"}
    carbon = name in ("e", "s", "M", "Gs")
    assert ("co2_source" in body["meta"]) == ("boundary" in body["meta"]) == carbon


def test_one_row_one_column_and_one_cell_are_flat_rows(
    client: TestClient, expected: dict[str, np.ndarray]
) -> None:
    ask = {"edition": "2017", "names": "true"}
    row = client.get(f"{PATH}/L", params=ask | {"row": "GD/c1"}).json()["data"]
    np.testing.assert_allclose([cell["value"] for cell in row], expected["L"][42], rtol=1e-9)
    assert {cell["from_province_name_en"] for cell in row} == {"Guangdong"}
    column = client.get(f"{PATH}/L", params=ask | {"col": "2017/GD/c1"}).json()["data"]
    np.testing.assert_allclose([c["value"] for c in column], expected["L"][:, 42], rtol=1e-9)
    (cell,) = client.get(f"{PATH}/L", params=ask | {"row": "BJ/c1", "col": "GD/c1"}).json()["data"]
    assert cell["value"] == pytest.approx(expected["L"][0, 42], rel=1e-9)


def test_final_use_and_footprints_have_uses_for_columns(
    client: TestClient, expected: dict[str, np.ndarray], tables: Tables
) -> None:
    exports = client.get(f"{PATH}/Y", params={"edition": "2017", "col": "EX"}).json()["data"]
    np.testing.assert_allclose([cell["value"] for cell in exports], tables.exports, rtol=1e-12)
    ask = {"edition": "2017", "col": "GD/FU101"}
    column = client.get(f"{PATH}/F", params=ask).json()
    used = expected["L"] @ tables.final_use[:, 5]
    found = [cell["value"] for cell in column["data"]]
    np.testing.assert_allclose(found, expected["s"] * used, rtol=1e-9)
    assert column["data"][0]["category"] == "FU101"
    assert column["meta"]["unit"] == "kt CO2"


@pytest.mark.parametrize(
    ("name", "params", "status", "said"),
    [
        ("Q", {}, 404, "Z, A, B"),
        ("L", {"row": "GD/c99"}, 404, "province/sector"),
        ("Y", {"col": "GD/FU999"}, 404, "BJ/FU101"),
        ("x", {"col": "GD/c1"}, 422, "no columns"),
        ("L", {"pressure": "energy"}, 422, "of money"),
        ("L", {"limit": "100000"}, 422, "over"),
        ("L", {"column": "x"}, 422, "column"),
    ],
)
def test_bad_questions_are_errors_in_words(
    client: TestClient, name: str, params: dict[str, str], status: int, said: str
) -> None:
    answer = client.get(f"{PATH}/{name}", params={"edition": "2017"} | params)
    assert answer.status_code == status
    assert said in answer.text
