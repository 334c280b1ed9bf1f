"""The first wall before the embedded engine: a text must be exactly one plain read statement.

The engine's own read-only mode lets through ``COPY … TO``, ``LOAD FROM``, ``INSTALL``, settings
and transactions, and ``EXPLAIN x; y`` runs ``y``, so the text is checked before anything is sent.
The tokens follow the engine's lexer; whatever that lexer might read in another way (a lone
carriage return, an unknown escape, a look-alike of an ASCII sign) is refused, not guessed.
"""

from __future__ import annotations

import re
from typing import NamedTuple, NoReturn

from graph_service.errors import Refused

MAX_CHARACTERS = 20_000
MAX_TOKENS = 4_000
MAX_DEPTH = 64

FIRST_WORDS = frozenset({"MATCH", "OPTIONAL", "UNWIND", "WITH", "RETURN", "CALL"})
FORBIDDEN_WORDS = frozenset(
    "LOAD COPY EXPORT IMPORT INSTALL UNINSTALL ATTACH DETACH EXPLAIN PROFILE USE CREATE MERGE SET "
    "DELETE REMOVE DROP ALTER UPDATE INSERT TRUNCATE RENAME FOREACH BEGIN COMMIT ROLLBACK "
    "CHECKPOINT TERMINATE GRANT REVOKE DENY".split()
)
PROCEDURES = frozenset(
    "SHOW_TABLES TABLE_INFO SHOW_CONNECTION SHOW_INDEXES SHOW_FUNCTIONS DB_VERSION "
    "CATALOG_VERSION STORAGE_VERSION".split()
)
"""Table functions that only read the catalogue of the open graph (tests call each)."""

FORBIDDEN_FUNCTIONS = frozenset({"NEXTVAL", "SETSEED"})
"""Functions that change the state of a sequence or of the connection."""

ALIKE = "use the plain ASCII sign; other text belongs in quotes, names in backticks"

# Chinese names may stand bare: no case, no look-alikes of ASCII, no invisible signs among them.
_LETTER = "A-Za-z_\u3400-\u4dbf\u4e00-\u9fff"
_ESCAPE = r"\\(?:[\\'\"bBfFnNrRtT]|x[0-9A-Fa-f]{2}|u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8})"
_TOKEN = re.compile(
    rf"""
      (?P<blank>[ \t\r\n]+)
    | (?P<comment>//[^\r\n]*|/\*(?:[^*]|\*[^/])*\*/)
    | (?P<string>'(?:[^'\\]|{_ESCAPE})*'|"(?:[^"\\]|{_ESCAPE})*")
    | (?P<quoted>(?:`[^`]*`)+)
    | (?P<parameter>\$[{_LETTER}0-9]+)
    | (?P<number>[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?(?![{_LETTER}]))
    | (?P<word>[{_LETTER}][{_LETTER}0-9]*)
    | (?P<sign>[()\[\]{{}},.:;|=<>+\-*/%^&!~])
    """,
    re.VERBOSE | re.DOTALL,
)
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]|\r(?!\n)")
_CODE_POINT = re.compile(r"\\(?:\\|x([0-9A-Fa-f]{2})|u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8}))")


class Token(NamedTuple):
    """A piece of a statement: its kind (a group of the pattern), text and place."""

    kind: str
    text: str
    start: int


def guard(text: str) -> None:
    """Return where ``text`` is exactly one plain read statement.

    Raises ``Refused`` with the reason and a hint otherwise. It says nothing on whether the
    statement is correct Cypher: that is the engine's to say.
    """
    found = tokens(text)
    check_one_statement(found)
    check_depth(found)
    _check_first_word(found[0])
    for place, token in enumerate(found):
        if token.kind == "word":
            _check_word(found, place)


def tokens(text: str) -> list[Token]:
    """Split a statement into tokens without blanks and comments; refuses unclear characters."""
    if len(text) > MAX_CHARACTERS:
        _refuse(f"the statement has {len(text)} characters", f"at most {MAX_CHARACTERS}")
    if control := _CONTROL.search(text):
        _refuse(f"control character U+{ord(control[0]):04X} at {control.start() + 1}", ALIKE)
    found: list[Token] = []
    place = 0
    while place < len(text):
        match = _TOKEN.match(text, place)
        if match is None:
            _refuse_character(text, place)
        kind = str(match.lastgroup)
        if kind == "string":
            _check_escapes(match[0])
        if match[0].startswith("/*") and match[0].find("*/", 2) + 2 < len(match[0]):
            _refuse(f"unclear end of a comment at {place + 1}", "write a space before its */")
        if kind not in ("blank", "comment"):
            found.append(Token(kind, match[0], place))
            if len(found) > MAX_TOKENS:
                _refuse(f"the statement has more than {MAX_TOKENS} tokens", "make it shorter")
        place = match.end()
    return found


def _refuse_character(text: str, place: int) -> NoReturn:
    sign, where = text[place], f"at character {place + 1}"
    if sign in "'\"":
        hint = "close the quote; within it escape \\ and quotes with \\"
        _refuse(f"unterminated string, or an unknown escape in it, {where}", hint)
    if sign == "`":
        _refuse(f"unterminated backtick {where}", "close the backtick")
    if sign == "\\":
        _refuse(f"escape outside a string {where}", ALIKE)
    if sign.isascii():
        _refuse(f"unexpected character {sign!r} {where}", "parameters are written $name")
    _refuse(f"character U+{ord(sign):04X} outside quotes {where}", ALIKE)


def _check_escapes(string: str) -> None:
    """Refuse code point escapes of ASCII signs: another reader may end the string there."""
    for match in _CODE_POINT.finditer(string):
        digits = match[1] or match[2] or match[3]
        if digits is not None and not 0x80 <= int(digits, 16) <= 0x10FFFF:
            _refuse(f"escape {match[0]} in a string", "write the character itself")


def check_one_statement(found: list[Token]) -> None:
    """Refuse nothing, a second statement, and a comment without an end."""
    if not found or found[0].text == ";":
        _refuse("the statement is empty", "start with MATCH … RETURN …")
    for token in found[:-1]:
        if token.text == ";":
            _refuse(
                f"more than one statement: `;` at character {token.start + 1}",
                "send one statement; a single `;` may stand at its end",
            )
    for before, after in zip(found, found[1:], strict=False):
        if before.text + after.text in ("/*", "*/") and before.start + 1 == after.start:
            _refuse(f"unterminated comment at character {before.start + 1}", "close it with */")


def check_depth(found: list[Token]) -> None:
    """Refuse brackets nested too deep."""
    depth = 0
    for token in found:
        if token.kind == "sign":
            depth += (token.text in "([{") - (token.text in ")]}")
        if depth > MAX_DEPTH:
            _refuse(f"brackets nested deeper than {MAX_DEPTH}", "make the statement simpler")


def _check_first_word(token: Token) -> None:
    if token.kind != "word" or token.text.upper() not in FIRST_WORDS:
        _refuse(
            f"a statement must not start with {token.text[:40]!r}",
            "only reading: MATCH, OPTIONAL MATCH, UNWIND, WITH, RETURN or CALL of "
            + ", ".join(sorted(name.lower() for name in PROCEDURES)),
        )


def _check_word(found: list[Token], place: int) -> None:
    word = found[place].text.upper()
    following = found[place + 1].text if place + 1 < len(found) else ""
    if word in FORBIDDEN_WORDS and not is_name(found, place):
        _refuse(
            f"{word} at character {found[place].start + 1} is not allowed in a read-only statement",
            f"if it is a name, quote it with backticks: `{found[place].text}`",
        )
    if word in FORBIDDEN_FUNCTIONS and following == "(":
        _refuse(f"the function {word.lower()} is not allowed", "it is not a plain read")
    if word == "CALL" and not is_name(found, place):
        _check_call(found, place)


def is_name(found: list[Token], place: int) -> bool:
    """Tell a property key, label, relationship type or map key, which cannot start a clause."""
    before = found[place - 1] if place > 0 else Token("", "", 0)
    if before.text == ".":
        return place > 1 and (
            found[place - 2].kind in ("word", "quoted", "parameter")
            or found[place - 2].text in (")", "]", "}")
        )
    after = found[place + 1].text if place + 1 < len(found) else ""
    return before.text == ":" or after in (":", ".")


def _check_call(found: list[Token], place: int) -> None:
    name = found[place + 1] if place + 1 < len(found) else Token("", "", 0)
    opening = found[place + 2].text if place + 2 < len(found) else ""
    if name.kind != "word" or name.text.upper() not in PROCEDURES or opening != "(":
        _refuse(
            f"CALL {name.text[:40]} is not allowed",
            "allowed: " + ", ".join(sorted(name.lower() for name in PROCEDURES)),
        )


def _refuse(reason: str, hint: str) -> NoReturn:
    raise Refused(f"Refused: {reason}.", hint=hint)
