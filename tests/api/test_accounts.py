"""Trade, linkages, scopes, extraction, decomposition and sensitivity over HTTP."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from starlette.testclient import TestClient

from graph_service.api import create_app, places
from graph_service.live import LiveGraph
from graph_service.settings import Settings

QUESTIONS: dict[str, dict[str, object]] = {
    "trade": {"method": "gross_flows", "by": "province"},
    "linkages": {"province": "GD", "sort": "forward_carbon"},
    "scopes": {"province": "GD", "sector": "c17e"},
    "decomposition": {"base": "2017", "by": "province"},
    "sensitivity": {"province": "GD", "account": "production"},
    "extraction": {"industry": ["GD/c17e", "BJ/c17e"], "theta": 0.5, "by": "sector"},
}


@pytest.mark.parametrize("path", list(QUESTIONS))
def test_every_answer_says_what_it_is(client: TestClient, path: str) -> None:
    answer = client.get(f"/api/v1/{path}", params={"edition": "2017"} | QUESTIONS[path])
    assert answer.status_code == 200
    body = answer.json()
    assert body["data"]
    said = {"units", "source", "edition", "boundary", "co2_source", "citation", "no_data"}
    assert said | {"total", "truncated"} <= body["meta"].keys()
    numbers = {k for k, v in body["data"][0].items() if isinstance(v, float)}
    assert numbers <= body["meta"]["units"].keys()


@pytest.mark.parametrize("path", list(QUESTIONS))
@pytest.mark.parametrize("format", ["csv", "ndjson", "parquet"])
def test_every_answer_comes_in_every_format(client: TestClient, path: str, format: str) -> None:
    ask = {"edition": "2017", "format": format, "names": "true"} | QUESTIONS[path]
    answer = client.get(f"/api/v1/{path}", params=ask)
    assert answer.status_code == 200
    assert answer.content


@pytest.mark.parametrize(
    ("path", "said"),
    [
        (
            "footprints?account=income&province=GD",
            ("account: income", "province: GD", "total_kt: "),
        ),
        ("trade?method=gross_flows", ("method: gross_flows", "account: production")),
        ("extraction?sector=c3&theta=0.5", ("theta: 0.5", "sector: c3", "lost_kt: ")),
        ("decomposition?base=2017", ("base: 2017", "base_co2_source: ", "base_source: ")),
        ("backbone?province=GD&method=disparity", ("method: disparity", "money_cover: ")),
        ("chains/upstream?province=GD&paths=3", ('cut: {"paths":3}', "remainder_kt: ")),
    ],
)
def test_a_csv_file_says_what_was_asked_and_of_what(
    client: TestClient, path: str, said: tuple[str, ...]
) -> None:
    text = client.get(f"/api/v1/{path}&edition=2017&format=csv").text
    told = [line for line in text.splitlines() if line.startswith("# ")]
    for start in ("edition: 2017", "boundary: ", *said):
        assert any(line.startswith(f"# {start}") for line in told), start
    assert "elapsed_ms" not in text


def test_a_limit_over_that_of_the_operator_promises_pages_only_where_there_are_some(
    client: TestClient,
) -> None:
    for path in ("linkages", "flows"):
        body = client.get(f"/api/v1/{path}", params={"edition": "2017", "limit": 3}).json()
        refused = client.get(f"/api/v1/{path}", params={"edition": "2017", "limit": 10**9}).json()
        assert "in answers that have it" in refused["hint"]
        assert ("next" in body["meta"]) == (path == "flows")


def test_a_cut_answer_says_so(client: TestClient) -> None:
    body = client.get("/api/v1/linkages", params={"edition": "2017", "limit": 5}).json()
    assert (len(body["data"]), body["meta"]["total"], body["meta"]["truncated"]) == (5, 126, True)


@pytest.mark.parametrize(
    ("path", "params", "said"),
    [
        ("trade", {"method": "guess"}, "method"),
        ("linkages", {"sort": "size"}, "sort"),
        ("decomposition", {}, "'base' is missing"),
        ("decomposition", {"base": "1999"}, "1999"),
        ("decomposition", {"base": "2017", "prices": "constant"}, "no price index"),
        ("scopes", {"pressure": "energy"}, "no parameter 'pressure'"),
        ("extraction", {"theta": 2}, "theta"),
        ("chains/upstream", {"province": "GD", "min_value": "inf"}, "finite"),
        ("extraction", {"industry": "GD/c99"}, "GD/c99"),
        ("extraction", {"industry": "GD/c3", "sector": "c3"}, "beside"),
        ("extraction", {"province_set": "nowhere"}, "nowhere"),
    ],
)
def test_bad_questions_are_errors_in_words(
    client: TestClient, path: str, params: dict[str, str], said: str
) -> None:
    answer = client.get(f"/api/v1/{path}", params={"edition": "2017"} | params)
    assert answer.status_code in (404, 422)
    assert said in answer.json()["error"]


def test_exports_error_and_uses_have_names_in_every_format(client: TestClient) -> None:
    ask = {"edition": "2017", "names": "true"}
    for by in ("province", "category", "use", "pair"):
        rows = client.get("/api/v1/footprints", params=ask | {"by": by}).json()["data"]
        assert len({tuple(row) for row in rows}) == 1
        text = client.get("/api/v1/footprints", params=ask | {"by": by, "format": "csv"}).text
        assert "Exports" in text
    body = client.get("/api/v1/footprints", params=ask | {"by": "use"}).json()
    names = {row["category"]: row["category_name_zh"] for row in body["data"]}
    assert (names["EX"], names["FU102"]) == ("出口", "城镇居民消费")


def test_heavy_questions_run_a_few_at_a_time_and_all_are_answered(
    store: str, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(places, "PATIENCE_S", 240)
    one = settings.model_copy(update={"heavy_queries": 1})
    with TestClient(create_app(LiveGraph(store), one)) as client, ThreadPoolExecutor(12) as pool:
        paths = ("extraction", "sensitivity", "matrix/L", "footprints") * 3
        asked = [pool.submit(client.get, f"/api/v1/{p}", params={"edition": "2017"}) for p in paths]
        answers = [future.result(240) for future in asked]
    assert {answer.status_code for answer in answers} == {200}
    told = [answer.json() for answer in answers]
    for first, again in zip(told[:4], told[4:8], strict=True):
        assert first["data"] == again["data"]


def test_one_too_many_is_told_to_come_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(places, "PATIENCE_S", 0.05)
    single = places.Places(1)
    with single.one():
        with pytest.raises(places.TooBusy) as raised:
            single.one().__enter__()
        assert raised.value.status == 503
    with single.one():
        pass  # the place is free again
