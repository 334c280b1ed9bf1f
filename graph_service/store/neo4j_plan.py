"""Judge the plan that Neo4j's EXPLAIN gives: the wall behind the guard's reading of the text.

Writes are refused by the statement's type. The operators named here do more than read the graph,
though the server takes them for reads; procedures and functions in the plan must be on the
guard's lists.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from graph_service.store.guard_neo4j import FUNCTIONS, PROCEDURES

FORBIDDEN_OPERATORS = re.compile(
    "LoadCSV|Show|Terminate|TransactionForeach|TransactionApply|RunQueryAt"
)
PROCEDURE_CALL = "ProcedureCall"
_CALLED = re.compile(r"(?<![\w.$])([^\W\d]\w*(?:\.\w+)+)\s*\(")
_QUOTED = re.compile(r"\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*'")


def forbidden_in_plan(plan: Mapping[str, Any] | None) -> list[str]:
    """Operators, procedures and functions of a plan that do more than read, sorted."""
    if plan is None:
        return ["no plan"]
    found: set[str] = set()
    for step in _steps(plan):
        operator = str(step.get("operatorType", "")).partition("@")[0]
        details = str(step.get("args", {}).get("Details", "")).replace("`", "")
        called = _CALLED.findall(_QUOTED.sub("''", details))
        if PROCEDURE_CALL in operator:
            name = called.pop(0) if called else "unknown"
            if name not in PROCEDURES:
                found.add(f"the procedure {name}")
        elif not operator or FORBIDDEN_OPERATORS.match(operator):
            found.add(operator or "an operator without a name")
        found.update(f"the function {name}" for name in called if not FUNCTIONS.fullmatch(name))
    return sorted(found)


def _steps(plan: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    waiting = [plan]
    while waiting:
        step = waiting.pop()
        yield step
        waiting.extend(step.get("children", ()))
