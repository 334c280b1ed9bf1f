from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph_service.errors import Refused
from graph_service.store.guard import FORBIDDEN_WORDS, PROCEDURES, guard

ALLOWED = [
    "MATCH (p:Province) RETURN p",
    "match (p:Province) return p;",
    "  MATCH (p:Province)\r\n\tRETURN p ; \n",
    "OPTIONAL MATCH (p:Province {code: 'XX'}) RETURN p",
    "UNWIND $list AS x RETURN x",
    "WITH 1 AS x RETURN x",
    "CALL show_tables() RETURN *",
    "CALL TABLE_INFO('Province') RETURN name",
    "MATCH (p:Province) RETURN p.name_zh AS 名称",
    "MATCH (省:Province) RETURN 省.code",
    "RETURN ';'",
    "RETURN 'a;b' AS x;",
    "RETURN 'CREATE (:X); DROP TABLE Y -- // /* ' AS x",
    'RETURN "SET `x` \'; DELETE" AS x',
    r"RETURN 'it\'s; SET' AS x",
    r"RETURN 'a\\' AS x",
    r"RETURN '\u4e2d\u56fd' AS x",
    "RETURN '；\u200b\u00a0\ufeff' AS x",
    "RETURN 'two\nlines' AS x",
    "RETURN 1 AS `CREATE; DROP`",
    "RETURN 1 AS `a``; b`",
    "RETURN 1 // ; CREATE (:X)",
    "RETURN 1 /* ; CREATE (:X) */ AS x",
    "RETURN 1 /**/ AS x // 'unterminated",
    "/* \" ' ` */ RETURN 1",
    "// first\nRETURN 1",
    "MATCH (p) RETURN p.set, p.load, p.`delete`",
    "MATCH (p) RETURN p . use",
    "MATCH (s:Set)-[:LOAD]->(t:Import) RETURN 1",
    "MATCH (copy:Province) RETURN copy.code",
    "RETURN {set: 1, load: 2} AS m",
    "RETURN $set AS x",
    "RETURN [1, 2, 3][1:2] AS x",
    "MATCH (n)-[r:A|B*1..2]->(m) WHERE n.x <> 1.5e3 AND m.y >= .5 RETURN count(*)",
    "MATCH (n) WHERE n.name =~ '.*' RETURN n ORDER BY n.rank DESC SKIP 1 LIMIT $n",
    "MATCH (n) WHERE EXISTS { MATCH (n)-->(m) } RETURN COUNT { (n)-->() }",
    "RETURN list_transform([1, 2], x -> x + 1) AS x",
    "MATCH (n) RETURN n.imports_mcny, n.settled, n.created_at",
    "MATCH (n) RETURN n.call AS callers",
    "RETURN " + "(" * 60 + "1" + ")" * 60,
]


def test_attempt_is_refused_with_403_a_reason_and_a_hint(attempt: str) -> None:
    with pytest.raises(Refused) as caught:
        guard(attempt.replace("{out}", "/tmp/out"))
    assert caught.value.status == 403
    assert len(caught.value.message) > len("Refused: .")
    assert caught.value.hint


@pytest.mark.parametrize("text", ALLOWED)
def test_plain_read_passes(text: str) -> None:
    guard(text)


@pytest.mark.parametrize("word", sorted(FORBIDDEN_WORDS))
def test_forbidden_word_is_refused_bare_and_allowed_as_a_quoted_name(word: str) -> None:
    with pytest.raises(Refused, match=word):
        guard(f"MATCH (n) {word.lower()} x RETURN n")
    guard(f"MATCH (n) RETURN n AS `{word}`, n.{word}, '{word}' // {word}")


@pytest.mark.parametrize("word", sorted(FORBIDDEN_WORDS))
def test_forbidden_word_is_refused_in_any_case_and_after_any_gap(word: str) -> None:
    for gap in (" ", "\n", "\r\n", "\t", "/**/", "//\n", ")"):
        with pytest.raises(Refused):
            guard(f"MATCH (n{gap}{word.title()}/**/n RETURN 1")


def test_hint_says_how_to_keep_an_innocent_name() -> None:
    with pytest.raises(Refused) as caught:
        guard("MATCH (n) RETURN n AS load")
    assert "`load`" in caught.value.hint


def test_procedures_not_on_the_list_are_refused_anywhere() -> None:
    for name in ("file_info", "storage_info", "current_setting", "bm_info"):
        with pytest.raises(Refused, match=name):
            guard(f"MATCH (n) CALL {name}('x') RETURN *")
    assert not PROCEDURES & {"READ_CSV_SERIAL", "PROJECT_GRAPH", "CURRENT_SETTING"}


PRINTABLE = st.text(
    st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from("\t\n;'\"`\\/*$")
)
BLOCK = PRINTABLE.filter(lambda text: "*" not in text)
BASES = [
    ("MATCH (n) {c} RETURN n.x AS x {c} LIMIT 1 {c} ;", True),
    ("{c} UNWIND [1] AS x {c} RETURN x", True),
    ("MATCH (n) {c} SET {c} n.x = 1", False),
    ("RETURN 1 {c} ; {c} RETURN 2", False),
    ("{c} EXPLAIN {c} RETURN 1", False),
    ("MATCH (n) {c} LOAD {c} FROM 'x' {c} RETURN 1", False),
]


def verdict(text: str) -> bool:
    try:
        guard(text)
    except Refused:
        return False
    return True


def quoted(text: str, quote: str) -> str:
    return quote + re.sub(r"(['\"\\])", r"\\\1", text) + quote


@given(st.sampled_from(BASES), BLOCK)
def test_text_in_a_block_comment_never_changes_the_verdict(
    base: tuple[str, bool], text: str
) -> None:
    statement, allowed = base
    assert verdict(statement.replace("{c}", f"/*{text}*/")) is allowed


@given(st.sampled_from(BASES), PRINTABLE.filter(lambda text: "\n" not in text))
def test_text_in_a_line_comment_never_changes_the_verdict(
    base: tuple[str, bool], text: str
) -> None:
    statement, allowed = base
    assert verdict(statement.replace("{c}", f"//{text}\n")) is allowed


@given(PRINTABLE, st.sampled_from("'\""))
def test_text_in_a_string_never_changes_the_verdict(text: str, quote: str) -> None:
    string = quoted(text, quote)
    assert verdict(f"MATCH (n) WHERE n.x = {string} RETURN n") is True
    assert verdict(f"MATCH (n) WHERE n.x = {string} DELETE n") is False
    assert verdict(f"RETURN {string}; RETURN {string}") is False


@given(BLOCK.map(lambda text: text.replace("`", "``")))
def test_text_in_backticks_never_changes_the_verdict(text: str) -> None:
    assert verdict(f"MATCH (n) RETURN n AS `{text}`") is True
    assert verdict(f"MATCH (n) SET n.`{text}` = 1") is False


@given(st.text(max_size=200))
def test_any_text_gets_a_verdict_and_no_other_error(text: str) -> None:
    verdict(text)
    verdict(f"MATCH (n) RETURN {text}")
