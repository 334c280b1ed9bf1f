from __future__ import annotations

import pytest

from graph_service.store.plan import OPERATORS, forbidden_operators

TITLE = "┌────┐\n│┌──┐│\n││ Logical Plan ││\n│└──┘│\n└────┘\n"
WRITES = (
    "ALTER ANALYZE ATTACH_DATABASE COPY_FROM COPY_TO CREATE_GRAPH CREATE_INDEX CREATE_MACRO "
    "CREATE_SEQUENCE CREATE_TABLE CREATE_TYPE DELETE DETACH_DATABASE DROP EXPLAIN EXTENSION "
    "EXPORT_DATABASE IMPORT_DATABASE INSERT MERGE SET_PROPERTY STANDALONE_CALL TRANSACTION "
    "USE_DATABASE USE_GRAPH EXTENSION_CLAUSE PARTITIONER"
).split()


def box(name: str, *details: str) -> str:
    lines = [name.center(30), "-" * 30, *(detail.center(30) for detail in details), "-" * 30]
    body = "\n".join(f"│{line}│" for line in lines)
    return f"┌{'─' * 30}┐\n{body}\n└{'─' * 30}┘\n"


def beside(left: str, right: str) -> str:
    pairs = zip(left.splitlines(), right.splitlines(), strict=True)
    return "\n".join(f"{one} {two}" for one, two in pairs) + "\n"


def test_plan_of_reading_operators_passes() -> None:
    assert forbidden_operators(TITLE + box("PROJECTION") + box("SCAN_NODE_TABLE", "p._ID")) == []


@pytest.mark.parametrize("name", [*WRITES, "SOMETHING_NEW", ""])
def test_operator_that_is_not_listed_is_named_wherever_it_stands(name: str) -> None:
    assert name not in OPERATORS
    assert forbidden_operators(TITLE + box("PROJECTION") + box(name)) == [name]
    both = beside(box("PROJECTION"), box(name))
    assert forbidden_operators(TITLE + both) == [name]


def test_table_functions_are_compared_with_their_own_list() -> None:
    assert forbidden_operators(TITLE + box("TABLE_FUNCTION_CALL", "SHOW_TABLES")) == []
    for name in ("READ_CSV_PARALLEL", "FILE_INFO", ""):
        plan = TITLE + beside(box("FILTER", "x"), box("TABLE_FUNCTION_CALL", name))
        assert forbidden_operators(plan) == [f"TABLE_FUNCTION_CALL {name}"]


def test_text_of_a_user_in_a_plan_cannot_hide_an_operator() -> None:
    fake = box("FILTER", "│┌──┐", "└┘ ┌────┐ 北京", "PROJECTION")
    assert "COPY_TO" in forbidden_operators(TITLE + fake + box("COPY_TO"))


@pytest.mark.parametrize("drawing", ["", "PROJECTION", TITLE, "┌─┐\n│ PROJECTION │"])
def test_drawing_that_is_not_understood_is_refused(drawing: str) -> None:
    assert forbidden_operators(drawing)
