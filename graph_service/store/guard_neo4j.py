"""The first wall before Neo4j: a text must be exactly one plain read statement.

The server refuses writes in a READ transaction, but lets through ``LOAD CSV`` (also of URLs),
``SHOW``, ``TERMINATE``, procedures that change settings, end other people's queries, fill memory
or write files, and functions that project graphs. So the text is checked before anything is sent.
The tokens are those of the embedded store's guard, whose rules are the stricter ones; what Neo4j
reads in another way is refused here: ``\\u`` escapes, which it resolves before it looks for quotes.
"""

from __future__ import annotations

import re
from typing import NoReturn

from graph_service.errors import Refused
from graph_service.store.guard import (
    Token,
    check_depth,
    check_one_statement,
    is_name,
    tokens,
)

FIRST_WORDS = frozenset({"MATCH", "OPTIONAL", "UNWIND", "WITH", "RETURN", "CALL"})
FORBIDDEN_WORDS = frozenset(
    "LOAD CSV SHOW TERMINATE USE TRANSACTIONS PERIODIC EXPLAIN PROFILE CYPHER CREATE MERGE SET "
    "DELETE DETACH NODETACH REMOVE INSERT FOREACH DROP ALTER RENAME GRANT REVOKE DENY START STOP "
    "ENABLE DRYRUN REALLOCATE DEALLOCATE".split()
)
PROCEDURES = frozenset(
    "db.labels db.relationshipTypes db.propertyKeys db.schema.nodeTypeProperties "
    "db.schema.relTypeProperties db.schema.visualization gds.graph.exists gds.graph.list gds.list "
    "gds.version".split()
)
"""Procedures that only tell what there is (tests call each)."""

FUNCTIONS = re.compile(
    r"(?:date|time|localtime|datetime|localdatetime)\."
    r"(?:truncate|realtime|statement|transaction|fromepoch|fromepochmillis)"
    r"|duration\.(?:between|inMonths|inDays|inSeconds)"
    r"|point\.(?:distance|withinBBox)|vector\.similarity\.(?:cosine|euclidean)"
    r"|gds\.version|gds\.util\.\w+",
    re.IGNORECASE,
)
"""Functions with a namespace that compute from what they are given; others may do anything."""


def guard(text: str) -> None:
    """Return where ``text`` is exactly one plain read statement.

    Raises ``Refused`` with the reason and a hint otherwise. It says nothing on whether the
    statement is correct Cypher: that is the server's to say.
    """
    if escape := re.search(r"\\u", text, re.IGNORECASE):
        _refuse(f"escape \\u at character {escape.start() + 1}", "write the character itself")
    found = tokens(text)
    check_one_statement(found)
    check_depth(found)
    _check_first_word(found[0])
    for place, token in enumerate(found):
        if token.kind == "word":
            _check_word(found, place)
        if token.text == "(":
            _check_function(found, place)


def _check_first_word(token: Token) -> None:
    if token.kind != "word" or token.text.upper() not in FIRST_WORDS:
        _refuse(
            f"a statement must not start with {token.text[:40]!r}",
            "only reading: MATCH, OPTIONAL MATCH, UNWIND, WITH, RETURN or CALL",
        )


def _check_word(found: list[Token], place: int) -> None:
    word = found[place].text.upper()
    if is_name(found, place):
        return
    if word in FORBIDDEN_WORDS:
        _refuse(
            f"{word} at character {found[place].start + 1} is not allowed in a read-only statement",
            f"if it is a name, quote it with backticks: `{found[place].text}`",
        )
    if word == "CALL":
        _check_call(found, place)


def _check_call(found: list[Token], place: int) -> None:
    """``CALL`` takes a subquery in braces, with its variables before it, or a listed procedure."""
    rest = found[place + 1 : place + 2]
    if rest and rest[0].text in ("{", "("):
        return
    name = ""
    for token in found[place + 1 :]:
        if token.kind not in ("word", "quoted") and token.text != ".":
            break
        if token.kind != "sign" and name and not name.endswith("."):
            break
        name += token.text
    if name not in PROCEDURES:
        _refuse(f"CALL {name[:60]} is not allowed", "allowed: " + ", ".join(sorted(PROCEDURES)))


def _check_function(found: list[Token], place: int) -> None:
    """A name with dots before a bracket is a function, or a procedure after CALL."""
    first = place - 1
    while first >= 2 and found[first - 1].text == "." and _is_part(found[first - 2]):
        first -= 2
    # A name in backticks may have its dots within them.
    if place < 1 or (first == place - 1 and found[first].kind != "quoted"):
        return
    if first >= 1 and found[first - 1].text.upper() == "CALL" and not is_name(found, first - 1):
        return
    name = "".join(token.text for token in found[first:place])
    if not FUNCTIONS.fullmatch(name):
        _refuse(f"the function {name[:60]} is not allowed", "it may do more than compute")


def _is_part(token: Token) -> bool:
    return token.kind in ("word", "quoted")


def _refuse(reason: str, hint: str) -> NoReturn:
    raise Refused(f"Refused: {reason}.", hint=hint)
