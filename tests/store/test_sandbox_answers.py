from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph_service.model import GraphRows, Node, Path, Relationship, to_json
from graph_service.store.sandbox import Sandbox

BEIJING = {
    "code": "BJ", "name_en": "Beijing", "name_zh": "北京", "ratio": 0.5,
    "founded": "1949-10-01", "seen": "2020-01-02T03:04:05",
}  # fmt: skip
I1 = Node("i1", ("Industry",), {"id": "i1", "province": "BJ", "co2_kt": 10.0, "rank": 1})
I2 = Node("i2", ("Industry",), {"id": "i2", "province": "BJ", "co2_kt": 20.0, "rank": 2})


def supplies(a: int, b: int) -> Relationship:
    return Relationship("SUPPLIES", f"i{a}", f"i{b}", {"value_mcny": a * 10.0 + b})


ONE_TO_TWO = "MATCH (a:Industry {id: 'i1'})-[r:SUPPLIES]->(b:Industry {id: 'i2'})"

# text, parameters, rows
HONEST: list[tuple[str, dict[str, Any], list[tuple[Any, ...]]]] = [
    ("RETURN 1", {}, [(1,)]),
    ("return 1 as x;", {}, [(1,)]),
    ("RETURN 1 AS x // ; CREATE (:Province)", {}, [(1,)]),
    ("RETURN /* SET */ 2 AS x", {}, [(2,)]),
    ("RETURN ';' AS x", {}, [(";",)]),
    ("RETURN 'CREATE (:X); // /*' AS x", {}, [("CREATE (:X); // /*",)]),
    (r"RETURN 'it\'s' AS x, 'a\\' AS y", {}, [("it's", "a\\")]),
    (r"RETURN '\u4e2d\u56fd' AS x", {}, [("中国",)]),
    ("RETURN 'a\tb\nc' AS x", {}, [("a\tb\nc",)]),
    ("RETURN 1 AS `CREATE; DROP`", {}, [(1,)]),
    ("RETURN null AS x, true AS y, 1.5 AS z", {}, [(None, True, 1.5)]),
    ("RETURN [1, 2] = [1] AS x, [1, 2, null] AS y", {}, [(False, [1, 2, None])]),
    ("RETURN {set: 1, name: '北京'} AS x", {}, [({"set": 1, "name": "北京"},)]),
    ("RETURN map(['k'], [2]) AS x", {}, [({"k": 2},)]),
    ("RETURN date('2020-02-29') AS x", {}, [("2020-02-29",)]),
    ("RETURN timestamp('2020-02-29 01:02:03') AS x", {}, [("2020-02-29T01:02:03",)]),
    ("RETURN interval('1 day 2 hours') AS x", {}, [("P1DT7200S",)]),
    ("RETURN CAST(1.5 AS DECIMAL(10, 2)) AS x", {}, [(1.5,)]),
    ("RETURN 9223372036854775807 AS x", {}, [(2**63 - 1,)]),
    ("RETURN 170141183460469231731687303715884105727 AS x", {}, [(2**127 - 1,)]),
    ("RETURN $x AS x", {"x": "北京 ; SET"}, [("北京 ; SET",)]),
    ("RETURN $x + 1 AS x", {"x": 41}, [(42,)]),
    ("UNWIND $list AS x RETURN x ORDER BY x DESC", {"list": [1, 3, 2]}, [(3,), (2,), (1,)]),
    ("RETURN 'to_json($x)' AS x, $x AS y", {"x": "1"}, [("to_json($x)", "1")]),
    ("MATCH (p:Province) RETURN count(*)", {}, [(3,)]),
    ("MATCH (p:Province {code: 'BJ'}) RETURN p", {}, [(Node("BJ", ("Province",), BEIJING),)]),
    ("MATCH (p:Province) WHERE p.code = $c RETURN p.name_zh", {"c": "GD"},
     [('广东; 粤 // "岭南"',)]),
    ("MATCH (省:Province {name_zh: '河北'}) RETURN 省.code AS 代码", {}, [("HE",)]),
    ("MATCH (p:Province) WHERE p.name_zh CONTAINS '; 粤' RETURN p.code", {}, [("GD",)]),
    ("MATCH (p:Province) WHERE p.ratio IS NULL RETURN p.code", {}, [("HE",)]),
    ("MATCH (i:Industry) RETURN sum(i.rank), max(i.co2_kt), avg(i.rank)", {}, [(21, 60.0, 3.5)]),
    ("MATCH (i:Industry) RETURN i.id ORDER BY i.rank DESC SKIP 1 LIMIT 2", {}, [("i5",), ("i4",)]),
    ("MATCH (i:Industry)-[:IN_PROVINCE]->(p) RETURN p.code, count(*) ORDER BY p.code", {},
     [("BJ", 3), ("GD", 3)]),
    (f"{ONE_TO_TWO} RETURN r", {}, [(supplies(1, 2),)]),
    (f"{ONE_TO_TWO} RETURN a, r, b", {}, [(I1, supplies(1, 2), I2)]),
    (f"{ONE_TO_TWO} RETURN [r] AS list, {{a: a}} AS map", {}, [([supplies(1, 2)], {"a": I1})]),
    ("MATCH w = (a:Industry {id: 'i1'})-[:SUPPLIES]->(b:Industry {id: 'i2'}) RETURN w", {},
     [(Path((I1, I2), (supplies(1, 2),)),)]),
    ("MATCH (a:Industry {id: 'i5'})-[r:IN_PROVINCE*1..2]->(b) RETURN r", {},
     [([Relationship("IN_PROVINCE", "i5", "GD", {})],)]),
    ("MATCH (n {code: 'BJ'}) RETURN n", {}, [(Node("BJ", ("Province",), BEIJING),)]),
    ("MATCH (i:Industry {id: 'i4'})-[r]->(p:Province) RETURN r", {},
     [(Relationship("IN_PROVINCE", "i4", "GD", {}),)]),
    ("MATCH (a:Industry)-[:SUPPLIES*1..3]->(b:Industry) RETURN count(*)", {},
     [(6**2 + 6**3 + 6**4,)]),
    ("UNWIND ['i2', 'i1'] AS x MATCH (i:Industry {id: x}) RETURN i.rank ORDER BY i.rank", {},
     [(1,), (2,)]),
    ("MATCH (i:Industry {id: 'i1'})-[r:SUPPLIES]->(j) RETURN j.id ORDER BY r.value_mcny DESC "
     "LIMIT 1", {}, [("i6",)]),
    ("MATCH (:Industry)-[r:SUPPLIES]->(:Industry) RETURN count(*)", {}, [(36,)]),
    ("MATCH (a:Industry)-[:SUPPLIES]->(b:Industry)-[:SUPPLIES]->(c:Industry) RETURN count(*)", {},
     [(216,)]),
    ("MATCH (a:Industry)-[:SUPPLIES]->(b:Industry)-[:SUPPLIES]->(c:Industry), "
     "(a)-[:SUPPLIES]->(c) RETURN count(*)", {}, [(216,)]),
    ("MATCH (a:Industry)-[:SUPPLIES]->(b) WITH a, count(*) AS n RETURN max(n)", {}, [(6,)]),
    ("MATCH (a:Industry {id: 'i1'})-[:SUPPLIES*1..3]->(b) RETURN count(DISTINCT b)", {}, [(6,)]),
    ("MATCH (a:Industry {id: 'i1'})-[e:SUPPLIES* SHORTEST 1..3]->(b:Industry {id: 'i2'}) "
     "RETURN length(e)", {}, [(1,)]),
    ("MATCH (n) RETURN label(n) AS label, count(*) ORDER BY label", {},
     [("Industry", 6), ("Province", 3)]),
    ("MATCH (a:Province {code: 'BJ'}), (b:Province {code: 'GD'}) RETURN a.name_zh, b.code", {},
     [("北京", "GD")]),
    ("MATCH (p:Province) WHERE 1 = 2 RETURN p", {}, []),
    ("MATCH (p:Province) RETURN DISTINCT p.code ORDER BY p.code SKIP 2", {}, [("HE",)]),
    ("MATCH (i:Industry) RETURN i.id, COUNT { MATCH (i)-[:SUPPLIES]->() } LIMIT 1", {},
     [("i1", 6)]),
    ("RETURN '┌───┐\n│ COPY_TO │' AS box", {}, [("┌───┐\n│ COPY_TO │",)]),
    ("OPTIONAL MATCH (p:Province {code: 'XX'}) RETURN p", {}, [(None,)]),
    ("MATCH (p:Province) WHERE EXISTS { MATCH (p)<-[:IN_PROVINCE]-() } RETURN count(*)", {},
     [(2,)]),
    ("MATCH (i:Industry) WITH i.province AS p, collect(i.rank) AS ranks WHERE p = 'GD' "
     "RETURN list_sort(ranks)", {}, [([4, 5, 6],)]),
    ("RETURN 1 AS x UNION ALL RETURN 2 AS x", {}, [(1,), (2,)]),
    ("RETURN CASE WHEN 1 > 2 THEN 'a' ELSE 'b' END AS x", {}, [("b",)]),
    ("RETURN list_transform([1, 2], x -> x * 2) AS x", {}, [([2, 4],)]),
    ("CALL show_tables() RETURN name ORDER BY name", {},
     [("IN_PROVINCE",), ("Industry",), ("Province",), ("SUPPLIES",)]),
    ("CALL table_info('Industry') RETURN name", {},
     [("id",), ("province",), ("co2_kt",), ("rank",)]),
    ("CALL show_connection('SUPPLIES') RETURN *", {}, [("Industry", "Industry", "id", "id")]),
    ("CALL show_functions() WITH name WHERE name = 'ABS' RETURN DISTINCT name", {}, [("ABS",)]),
    ("CALL show_indexes() RETURN count(*) >= 0 AS x", {}, [(True,)]),
    ("CALL db_version() RETURN size(version) > 0 AS x", {}, [(True,)]),
    ("CALL storage_version() RETURN count(*) AS x", {}, [(1,)]),
    ("CALL catalog_version() RETURN count(*) AS x", {}, [(1,)]),
    ("MATCH (a:Industry)-[r:SUPPLIES]->(b:Industry) WHERE r.value_mcny > 64 "
     "RETURN a.id, b.id ORDER BY b.id", {}, [("i6", "i5"), ("i6", "i6")]),
]  # fmt: skip


def ask(pool: Sandbox, text: str, **params: Any) -> list[tuple[Any, ...]]:
    return pool.run(text, params, timeout_s=60, max_rows=100).data


@pytest.mark.parametrize(("text", "params", "rows"), HONEST, ids=[text[:60] for text, *_ in HONEST])
def test_honest_statement_gets_the_right_answer(
    sandbox: Sandbox, text: str, params: dict[str, Any], rows: list[tuple[Any, ...]]
) -> None:
    answer = sandbox.run(text, params, timeout_s=60, max_rows=100)
    assert isinstance(answer, GraphRows)
    assert answer.data == rows
    assert answer.truncated is False


def test_numbers_that_json_lacks_stay_numbers_and_become_null_in_json(sandbox: Sandbox) -> None:
    rows = sandbox.run(
        "RETURN CAST('NaN' AS DOUBLE) AS a, CAST('-inf' AS DOUBLE) AS b, 2.5 AS c",
        timeout_s=60,
        max_rows=1,
    )
    assert math.isnan(rows.data[0][0])
    assert rows.data[0][1:] == (-math.inf, 2.5)
    assert to_json(rows)["rows"] == [[None, None, 2.5]]
    assert to_json(rows)["non_finite"] == 2


def test_json_names_the_type_of_each_part(sandbox: Sandbox) -> None:
    text = f"{ONE_TO_TWO} RETURN a, r, {{x: 1}} AS m LIMIT 1"
    rows = to_json(sandbox.run(text, timeout_s=60, max_rows=1))
    (row,) = rows["rows"]
    assert rows["columns"] == ["a", "r", "m"]
    assert [list(cell) for cell in row] == [["node"], ["relationship"], ["map"]]
    assert (row[1]["relationship"]["source"], row[1]["relationship"]["target"]) == ("i1", "i2")


def test_rows_beyond_the_limit_are_cut_and_said_so(sandbox: Sandbox) -> None:
    text = "UNWIND range(1, 1000) AS x RETURN x"
    cut = sandbox.run(text, timeout_s=60, max_rows=300)
    assert cut.data == [(x,) for x in range(1, 301)]
    assert cut.truncated is True
    assert sandbox.run(text, timeout_s=60, max_rows=1000).truncated is False


def test_bytes_beyond_the_limit_are_cut_and_said_so(sandbox: Sandbox) -> None:
    text = "UNWIND range(1, 100) AS x RETURN repeat('x', 1000) AS s"
    cut = sandbox.run(text, timeout_s=60, max_rows=100, max_bytes=10_500)
    assert len(cut.data) == 10
    assert cut.truncated is True


TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from("\n'\"\\;/*`$"))


@settings(deadline=None, max_examples=60)
@given(text=TEXT)
def test_engine_reads_strings_and_comments_as_the_guard_does(sandbox: Sandbox, text: str) -> None:
    string = "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"
    comment = text.replace("*", "").replace("\n", "")
    statement = f"RETURN {string} AS x /*{comment}*/, 2 AS y //{comment}"
    assert ask(sandbox, statement) == [(text, 2)]
