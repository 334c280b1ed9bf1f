"""One error shape, whatever goes wrong, and nothing written by any statement."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from graph_service.api import create_app
from graph_service.live import LiveGraph
from graph_service.settings import Settings

V1 = "/api/v1"
ATTEMPTS = json.loads(
    (Path(__file__).parents[1] / "store" / "attempts.json").read_text(encoding="utf-8")
)

WRONG = [
    ("/flows", 422, "'edition' is missing"),
    ("/flows?edition=2017&limit=0", 422, "limit"),
    ("/flows?edition=2017&limit=501", 422, "500"),
    ("/flows?edition=2017&limit=ten", 422, "limit"),
    ("/flows?edition=2017&colour=red", 422, "no parameter 'colour'"),
    ("/flows?edition=2017&min_value=-1", 422, "min_value"),
    ("/flows?edition=2017&format=xml", 422, "format"),
    ("/flows?edition=2017&next=!!!", 422, "page token"),
    ("/flows?edition=2017&next=YWJjOjEw", 422, "has changed"),
    ("/flows?edition=2017&next=YWJjOi01", 422, "page token"),
    ("/flows?edition=1999", 404, "no edition '1999'"),
    ("/flows?edition=2017&from_province=TW", 404, "no province 'TW'"),
    ("/industries?edition=2017&indicator=joy", 422, "no indicator 'joy'"),
    ("/industries?edition=2017&sector=c99", 404, "no sector 'c99'"),
    ("/backbone?edition=2017", 422, "'province' is missing"),
    ("/backbone?edition=2017&province=GD&method=magic", 422, "magic"),
    ("/backbone?edition=2017&province=GD&edges=0", 422, "edges"),
    ("/provinces?edition=2017", 422, "no parameter 'edition'"),
    ("/queries/explore.nobody", 404, "no query"),
    ("/queries/load.industry", 422, "cannot be asked"),
    ("/queries/explore.customers?industry=x", 422, "missing parameter 'limit'"),
    ("/queries/explore.customers?industry=x&limit=many", 422, "must be int"),
    ("/queries/flows.provinces?edition=2017&format=xml", 422, "format"),
    ("/nothing", 404, "/api/v1/nothing"),
]


def assert_error(answer: Any, status: int, said: str) -> None:
    assert answer.status_code == status, answer.text
    body = answer.json()
    assert set(body) == {"ok", "status", "code", "error", "hint"}
    assert body["ok"] is False
    assert body["status"] == status
    assert said in body["error"], body
    assert "Traceback" not in answer.text


@pytest.mark.parametrize(("path", "status", "said"), WRONG)
def test_a_wrong_call_is_told_what_is_wrong(
    client: TestClient, path: str, status: int, said: str
) -> None:
    assert_error(client.get(V1 + path), status, said)


@pytest.mark.parametrize(
    ("body", "status", "said"),
    [
        ({}, 422, "'statement' is missing"),
        ({"statement": 7}, 422, "statement"),
        ({"statement": "RETURN 1 AS n", "mode": "write"}, 422, "no parameter 'mode'"),
        ({"statement": "RETURN 1 AS n", "limit": 10**9}, 422, "limit"),
        ({"statement": "RETURN 1 AS n", "timeout_s": 10**6}, 422, "timeout_s"),
        ({"statement": "MATCH (n:Nothing) RETURN n"}, 400, "Nothing"),
        ({"statement": "RETURN 1 AS a, 2 AS a"}, 400, "a"),
        ({"statement": "MATCH (n RETURN n"}, 400, ""),
        ({"statement": "MATCH (p:Province) WHERE p.code = $c RETURN p"}, 400, "c"),
        ({"statement": "RETURN '" + "x" * 300_000 + "' AS n"}, 413, "larger than"),
    ],
)
def test_a_wrong_statement_is_told_what_is_wrong(
    client: TestClient, body: dict[str, object], status: int, said: str
) -> None:
    assert_error(client.post(f"{V1}/cypher", json=body), status, said)


def test_a_body_sent_in_pieces_is_counted(client: TestClient) -> None:
    pieces = (b"x" * 50_000 for _ in range(10))
    assert_error(client.post(f"{V1}/cypher", content=pieces), 413, "larger than")


def test_a_body_that_is_no_json_is_an_error_of_ours(client: TestClient) -> None:
    assert_error(client.post(f"{V1}/cypher", content=b"{"), 422, "")


def test_a_wrong_method_is_an_error_of_ours(client: TestClient) -> None:
    answer = client.delete(f"{V1}/flows")
    assert answer.status_code in (404, 405)
    assert answer.json()["ok"] is False


def test_another_host_name_is_refused(client: TestClient) -> None:
    answer = client.get(f"{V1}/provinces", headers={"host": "evil.example"})
    assert_error(answer, 422, "evil.example")


def test_every_answer_carries_the_security_headers(client: TestClient) -> None:
    for path in ("/health", f"{V1}/provinces", f"{V1}/nothing"):
        headers = client.get(path).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert "default-src 'self'" in headers["content-security-policy"]


def test_a_statement_over_its_time_is_ended(client: TestClient) -> None:
    statement = (
        "MATCH (a:Industry), (b:Industry), (c:Industry), (d:Industry), (e:Industry) "
        "RETURN sum(a.position * b.position * c.position + d.position * e.position) AS s"
    )
    answer = client.post(f"{V1}/cypher", json={"statement": statement, "timeout_s": 0.5})
    assert_error(answer, 504, "")
    assert client.post(f"{V1}/cypher", json={"statement": "RETURN 1 AS n"}).status_code == 200


def test_without_a_graph_the_service_is_alive_but_not_ready(
    tmp_path: Path, settings: Settings
) -> None:
    app = create_app(LiveGraph(f"embedded:{tmp_path / 'none.lbug'}"), settings)
    with TestClient(app, raise_server_exceptions=False) as client:
        assert client.get("/health").status_code == 200
        answer = client.get("/health/ready")
        assert_error(answer, 503, "no graph")
        assert answer.headers["retry-after"]


def counts(client: TestClient) -> list[Any]:
    rows = client.get(f"{V1}/queries/catalog.counts").json()["data"]
    links = "MATCH ()-[r]->() RETURN count(*) AS n"
    return [rows, client.post(f"{V1}/cypher", json={"statement": links}).json()["data"]]


def files(folder: Path) -> dict[str, str]:
    return {
        str(file): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in sorted(folder.rglob("*"))
        if file.is_file()
    }


def test_no_attempt_writes_reads_files_sets_installs_or_smuggles(
    client: TestClient, store: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    folder = Path(store.partition(":")[2]).parent
    before, there = counts(client), files(folder)
    attempts = [text for texts in ATTEMPTS.values() for text in texts]
    assert len(attempts) >= 60
    for text in attempts:
        answer = client.post(f"{V1}/cypher", json={"statement": text})
        assert_error(answer, 403, "")
        assert answer.json()["code"] == "refused"
        assert len(answer.json()["error"]) > 10
        assert "root:" not in answer.text
    assert counts(client) == before
    assert files(folder) == there
    assert list(tmp_path.iterdir()) == []
