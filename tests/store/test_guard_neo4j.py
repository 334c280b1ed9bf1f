"""What the guard before Neo4j lets through and what it does not; no server is needed."""

from __future__ import annotations

import contextlib
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph_service.errors import Refused
from graph_service.store.guard_neo4j import FORBIDDEN_WORDS, PROCEDURES, guard

ATTEMPTS = json.loads((Path(__file__).parent / "attempts_neo4j.json").read_text(encoding="utf-8"))

ALLOWED = [
    "MATCH (p:Province) RETURN p",
    "match (p:Province) return p;",
    "OPTIONAL MATCH (p:Province {code: 'XX'}) RETURN p",
    "UNWIND $list AS x RETURN x",
    "MATCH (i:Industry&!Other) WHERE i.co2_kt IS NOT NULL RETURN i",
    "MATCH ((a)-[f:SUPPLIES WHERE f.value_mcny > 1]->(b)){1,2} RETURN count(*) AS n",
    "MATCH p = SHORTEST 1 (a)-[:SUPPLIES]-+(b) RETURN p",
    "MATCH (i) CALL (i) { MATCH (i)-[f:SUPPLIES]->(c) RETURN sum(f.value_mcny) AS s } RETURN s",
    "CALL { MATCH (n) RETURN n UNION MATCH (m) RETURN m AS n } RETURN n",
    "MATCH (n) WHERE COUNT { (n)-->() } > 3 RETURN n",
    "RETURN date.truncate('year', date()) AS d, duration.between(date(), date()) AS u",
    "RETURN point.distance(point({x: 1, y: 2}), point({x: 0, y: 0})) AS d",
    "RETURN gds.version() AS v, gds.util.asNode(1) AS n",
    "RETURN [x IN range(1, 3) WHERE x > 1 | x * 2] AS l, reduce(s = 0, x IN [1] | s + x) AS r",
    "MATCH (n) RETURN n {.*, extra: 1} AS m",
    "MATCH (n) RETURN n.load, n.use, n.transactions, {set: 1} AS m",
    "MATCH (n:Set)-[:CREATE]->(m:Show) RETURN n.prop, (m.prop)",
    "MATCH (n) RETURN n.x AS `LOAD CSV`",
    "RETURN 'LOAD CSV FROM \"file:///x\" CALL dbms.listConfig() ; CREATE (:X)' AS x",
    "// CREATE (:X)\nRETURN 1 /* CALL dbms.upgrade() */ AS x",
    "MATCH (省:Province) RETURN 省.code",
    "MATCH (n) WHERE n.a AND (n.b OR n.c) RETURN n",
    "CALL db.labels",
    "CALL db.labels() YIELD label RETURN label ORDER BY label",
    "MATCH (n) CALL db.labels() YIELD label RETURN n, label LIMIT 1",
]


def pairs() -> list[tuple[str, str]]:
    return [(kind, text) for kind, texts in ATTEMPTS.items() for text in texts]


@pytest.mark.parametrize(
    "text", [text for _, text in pairs()], ids=[f"{k}-{n}" for n, (k, _) in enumerate(pairs())]
)
def test_attempt_is_refused_with_403_a_reason_and_a_hint(text: str) -> None:
    with pytest.raises(Refused) as caught:
        guard(text)
    assert caught.value.status == 403
    assert len(caught.value.message) > len("Refused: .")
    assert caught.value.hint


@pytest.mark.parametrize("text", ALLOWED)
def test_plain_read_passes(text: str) -> None:
    guard(text)


@pytest.mark.parametrize("name", sorted(PROCEDURES))
def test_a_listed_procedure_may_be_called_in_its_own_spelling_only(name: str) -> None:
    guard(f"CALL {name}()")
    guard(f"call {name}() YIELD * RETURN 1")
    for other in (name.upper(), f"`{name}`", f"{name}.x", f"x.{name}", name.replace(".", "")):
        with pytest.raises(Refused):
            guard(f"CALL {other}()")


@pytest.mark.parametrize("word", sorted(FORBIDDEN_WORDS))
def test_forbidden_word_is_refused_bare_and_allowed_as_a_name(word: str) -> None:
    for gap in (" ", "\n", "\r\n", "/**/", "//\n", ")"):
        with pytest.raises(Refused):
            guard(f"MATCH (n{gap}{word.title()}/**/n RETURN 1")
    guard(f"MATCH (n) RETURN n AS `{word}`, n.{word}, '{word}' // {word}")


@given(st.text(alphabet="`\"'\\/*; \n.(){}uCALLgds$x:0", max_size=40))
def test_whatever_is_written_is_refused_or_passes(text: str) -> None:
    with contextlib.suppress(Refused):
        guard(text)


@given(
    st.lists(st.sampled_from([" ", "\n", "/**/", "// x\n", "\t"]), min_size=6, max_size=6),
    st.sampled_from(["gds.graph.export", "dbms.killConnection", "apoc.load.json"]),
    st.lists(st.booleans(), min_size=3, max_size=3),
)
def test_a_name_is_found_however_it_is_spaced_and_quoted(
    gaps: list[str], name: str, quoted: list[bool]
) -> None:
    parts = [f"`{p}`" if q else p for p, q in zip(name.split("."), quoted, strict=False)]
    spaced = gaps[0] + f"{gaps[1]}.{gaps[2]}".join(parts) + gaps[3]
    for text in (f"CALL{spaced or ' '}('x')", f"RETURN{spaced}(1) AS x"):
        with pytest.raises(Refused):
            guard(text)
