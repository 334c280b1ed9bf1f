"""What a service found, told as an answer: which part of it this is, and names if wanted."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pyarrow as pa
from fastapi import Request, Response

from graph_service.api.answer import answer, page_token
from graph_service.api.names import with_names
from graph_service.api.params import Plain
from graph_service.errors import BadParameter
from graph_service.graph import Graph
from graph_service.services.explore import Page
from graph_service.services.labelled import Part


def check_limit(limit: int | None, page_rows: int) -> None:
    """Refuse a page of more rows than the operator allows."""
    if limit is not None and limit > page_rows:
        raise BadParameter(
            f"limit={limit} is over {page_rows}",
            hint=f"Ask for at most {page_rows} rows; meta.next leads on in answers that have it.",
        )


def told(
    request: Request,
    graph: Graph,
    query: Plain,
    page: Page | Part,
    *,
    offset: int | None = None,
    naming: Callable[[Graph, Any], list[dict[str, Any]]] = with_names,
) -> Response:
    """Rows with ``meta.total`` and ``truncated``, and with names where the query wants them.

    Args:
        offset: where the rows begin, of a route with pages: ``meta.next`` leads to those after.
        naming: how rows get names; a table, of a whole matrix, gets none.
    """
    end = (offset or 0) + len(page.rows)
    more = end < page.total
    meta = page.meta | {"total": page.total, "truncated": more}
    if offset is not None:
        meta["next"] = page_token(graph, end) if more else None
    named = getattr(query, "names", False) and not isinstance(page.rows, pa.Table)
    rows = naming(graph, page.rows) if named else page.rows
    return answer(request, graph, rows, meta, format=query.format)
