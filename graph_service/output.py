"""Rows of a query for a terminal or a file: table, CSV, JSON or Parquet."""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import orjson
import pyarrow as pa
import pyarrow.parquet as pq

from graph_service.errors import BadParameter

SAMPLE_MARK = "SYNTHETIC SAMPLE: made by Tanlu, not CEADs data, do not cite"
CELL = 48
NOT_TOLD = frozenset(
    ("synthetic", "notice", "columns", "count", "elapsed_ms", "warming_up", "warmed_in_ms")
)
"""Fields of meta that a file leaves out: what its mark or its rows say, and times."""

Rows = Sequence[Sequence[Any]]


def write_rows(
    columns: Sequence[str],
    rows: Rows,
    format: str,
    out: Path | None,
    *,
    synthetic: bool,
    sources: Sequence[str] = (),
) -> None:
    """Write rows to ``out`` or to standard output; ``sources`` and the sample mark go with them."""
    encoders = {"table": _table, "csv": _csv, "json": _json, "parquet": _parquet}
    if format not in encoders:
        raise BadParameter(f"--format {format} is none of {', '.join(encoders)}")
    said = [SAMPLE_MARK] if synthetic else []
    data = encoders[format](columns, rows, [*said, *sources])
    if out is not None:
        try:
            out.write_bytes(data)
        except OSError as error:
            raise BadParameter(f"cannot write {out}: {error.strerror}") from error
    else:
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()


def told(meta: Mapping[str, Any]) -> list[str]:
    """Meta as lines: a file that is passed on must say what was asked, and of what."""
    texts = {
        name: value if isinstance(value, str) else _json_text(value)
        for name, value in meta.items()
        if name not in NOT_TOLD and value is not None
    }
    return [f"{name}: {' '.join(text.split())}" for name, text in texts.items()]


def _json_text(value: Any) -> str:
    return orjson.dumps(value, option=orjson.OPT_SERIALIZE_NUMPY).decode()


def _table(columns: Sequence[str], rows: Rows, said: list[str]) -> bytes:
    cells = [[_cell(value) for value in row] for row in rows]
    widths = [
        max([_width(name), *(_width(row[k]) for row in cells)]) for k, name in enumerate(columns)
    ]
    right = [bool(rows) and all(_is_number(row[k]) for row in rows) for k in range(len(columns))]
    lines = list(said)
    lines.append(
        "  ".join(_pad(name, w, r) for name, w, r in zip(columns, widths, right, strict=True))
    )
    lines.append("  ".join("-" * width for width in widths))
    lines += [
        "  ".join(_pad(cell, w, r) for cell, w, r in zip(row, widths, right, strict=True))
        for row in cells
    ]
    lines.append(f"{len(rows)} rows")
    return ("\n".join(line.rstrip() for line in lines) + "\n").encode()


def _csv(columns: Sequence[str], rows: Rows, said: list[str]) -> bytes:
    text = io.StringIO()
    text.writelines(f"# {' '.join(line.split())}\n" for line in said)
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([plain_cell(value) for value in row] for row in rows)
    return text.getvalue().encode()


def _json(columns: Sequence[str], rows: Rows, said: list[str]) -> bytes:
    told: dict[str, Any] = {"data": [dict(zip(columns, row, strict=True)) for row in rows]}
    told = {"sources": said} | told
    return orjson.dumps(told, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def _parquet(columns: Sequence[str], rows: Rows, said: list[str]) -> bytes:
    data = {name: [_plain(row[k]) for row in rows] for k, name in enumerate(columns)}
    table = pa.table(data).replace_schema_metadata({"tanlu": "\n".join(said)})
    sink = io.BytesIO()
    pq.write_table(table, sink)
    return sink.getvalue()


def plain_cell(value: Any) -> Any:
    """A value for CSV: maps and lists as JSON; text that a spreadsheet would run is quoted."""
    if isinstance(value, dict | list):
        return orjson.dumps(value).decode()
    if isinstance(value, str) and value[:1] in ("=", "+", "-", "@"):
        return f"'{value}"
    return value


def _plain(value: Any) -> Any:
    return orjson.dumps(value).decode() if isinstance(value, dict | list) else value


def _cell(value: Any) -> str:
    if value is None:
        return "-"
    if isinstance(value, float):
        return f"{value:,.6g}" if abs(value) < 1e6 else f"{value:,.0f}"
    text = str(_plain(value))
    return text if len(text) <= CELL else f"{text[: CELL - 1]}…"


def _is_number(value: Any) -> bool:
    return value is None or isinstance(value, int | float)


def _width(text: str) -> int:
    return sum(2 if "\u2e80" <= char <= "\uffef" else 1 for char in text)


def _pad(text: str, width: int, right: bool) -> str:
    gap = " " * (width - _width(text))
    return gap + text if right else text + gap
