"""Read the drawing of a logical plan that the engine's EXPLAIN LOGICAL makes, and judge it.

An operator is a box; its name stands in the line below the box's upper edge. Names are compared
with an allow-list, so a drawing that is not understood, or has more in it, is refused.
"""

from __future__ import annotations

import re

from graph_service.store.guard import PROCEDURES

OPERATORS = frozenset(
    "ACCUMULATE AGGREGATE COUNT_ANTI_EDGE_CHAIN COUNT_EXTEND_CHAIN COUNT_REL_TABLE CROSS_PRODUCT "
    "DISTINCT DUMMY_SCAN EMPTY_RESULT EXPRESSIONS_SCAN EXTEND FILTER FLATTEN HASH_JOIN INTERSECT "
    "LIMIT MULTIPLICITY_REDUCER NODE_LABEL_FILTER ORDER_BY PACKED_EXTEND PATH_PROPERTY_PROBE "
    "PROJECTION QUERY_PRIMARY_KEY_LOOKUP REACHABLE_COUNT RECURSIVE_EXTEND REL_DEGREE_TABLE "
    "SCAN_NODE_TABLE SEMI_MASKER TABLE_FUNCTION_CALL UNION_ALL UNWIND UNWIND_DEDUPLICATE".split()
)
"""The engine's logical operators that only read the graph or compute."""

_TITLE = "Logical Plan"
_EDGE = re.compile("┌[─┴]+┐")


def forbidden_operators(drawing: str) -> list[str]:
    """Return what stands in the plan and not in the allow-list; empty where all is well."""
    lines = drawing.split("\n")
    if not any(_TITLE in line for line in lines[:5]):
        return ["a plan that is not understood"]
    boxes = [
        (row, edge.start() + 1, edge.end() - 1)
        for row, line in enumerate(lines[5:], start=5)
        for edge in _EDGE.finditer(line)
    ]
    if not boxes:
        return ["a plan without operators"]
    names = [(_cell(lines, row + 1, start, end), row, start, end) for row, start, end in boxes]
    bad = {name for name, *_ in names if name not in OPERATORS}
    for name, row, start, end in names:
        if name == "TABLE_FUNCTION_CALL":
            function = _cell(lines, row + 3, start, end)
            if function not in PROCEDURES:
                bad.add(f"{name} {function}")
    return sorted(bad)


def _cell(lines: list[str], row: int, start: int, end: int) -> str:
    line = lines[row] if row < len(lines) else ""
    return line[start:end].strip()
