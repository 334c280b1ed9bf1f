"""Judge the plan that Neo4j's EXPLAIN gives: the wall behind the guard's reading of the text.

Writes are refused by the statement's type. The operators named here do more than read the graph,
though the server takes them for reads; a procedure in the plan must be on the guard's list.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from graph_service.store.guard_neo4j import PROCEDURES

FORBIDDEN_OPERATORS = re.compile(
    "LoadCSV|Show|Terminate|TransactionForeach|TransactionApply|RunQueryAt"
)
PROCEDURE_CALL = "ProcedureCall"
_NAME = re.compile(r"([\w.]+)\(")


def forbidden_in_plan(plan: Mapping[str, Any] | None) -> list[str]:
    """Operators and procedures of a plan that a read of the graph does not need, sorted."""
    if plan is None:
        return ["no plan"]
    found: set[str] = set()
    for step in _steps(plan):
        operator = str(step.get("operatorType", "")).partition("@")[0]
        if PROCEDURE_CALL in operator:
            match = _NAME.search(str(step.get("args", {}).get("Details", "")))
            name = match[1] if match else "unknown"
            if name not in PROCEDURES:
                found.add(f"the procedure {name}")
        elif not operator or FORBIDDEN_OPERATORS.match(operator):
            found.add(operator or "an operator without a name")
    return sorted(found)


def _steps(plan: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    waiting = [plan]
    while waiting:
        step = waiting.pop()
        yield step
        waiting.extend(step.get("children", ()))
