"""Named queries: one Cypher file each, with a checked header.

``cypher/<topic>/<name>.cypher`` is the query ``"<topic>.<name>"``;
``<name>.embedded.cypher`` or ``<name>.neo4j.cypher`` replaces it for one dialect. A query of mode
``internal`` is asked by the program itself and not offered: it may differ between dialects; one
of mode ``publish`` belongs to the loader.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa

from graph_service.errors import BadParameter, QueryFailed, TanluError

DIALECTS = ("embedded", "neo4j")
MODES = ("read", "internal", "load", "schema", "publish")
TYPES = {"text": str, "int": int, "float": float, "list": list}
COLUMN_TYPES = {
    "text": pa.string(),
    "int": pa.int64(),
    "float": pa.float64(),
    "bool": pa.bool_(),
    "ints": pa.list_(pa.int64()),
    "floats": pa.list_(pa.float64()),
}
MAX_LINES = 40

_KEYS = {"doc", "params", "returns", "columns", "group", "mode"}
_HEADER = re.compile(r"//\s*(\w+):\s*(.*)")
_PARAMETER = re.compile(r"\$(\w+)")


@dataclass(frozen=True)
class Query:
    """A named query: what it tells, what it takes, what it gives back.

    ``types`` has one of ``COLUMN_TYPES`` for each of the columns that it ``returns``. A load query
    with a ``group`` takes its rows as lists, one for each value of that column.
    """

    name: str
    doc: str
    params: Mapping[str, str]
    returns: tuple[str, ...]
    types: Mapping[str, str]
    columns: tuple[str, ...]
    mode: str
    text: str
    group: str = ""

    @property
    def statements(self) -> tuple[str, ...]:
        """The statements of the text, for a store that takes one at a time."""
        return tuple(part.strip() for part in re.split(r";\s*(?:\n|$)", self.text) if part.strip())

    def bind(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """Check ``values`` against the declared parameters and give them their types.

        Text is turned into numbers and lists where the header says so, so that values from a
        command line or a URL work as those from Python. Raises :class:`BadParameter`.
        """
        unknown, missing = set(values) - set(self.params), set(self.params) - set(values)
        if unknown or missing:
            said = [f"unknown parameter {name!r}" for name in sorted(unknown)]
            said += [f"missing parameter {name!r}" for name in sorted(missing)]
            takes = ", ".join(f"{name} ({kind})" for name, kind in self.params.items()) or "none"
            raise BadParameter(f"{self.name}: {'; '.join(said)}", hint=f"Parameters: {takes}.")
        return {name: self._typed(name, value) for name, value in values.items()}

    def shaped(self, table: pa.Table) -> pa.Table:
        """Give the columns of an answer the declared types, so that all stores answer alike.

        A store without column types cannot tell a column of nulls, nor 0 from 0.0. Raises
        :class:`QueryFailed` where a column holds something else than is declared.
        """
        if tuple(table.column_names) != self.returns:
            raise QueryFailed(f"{self.name} gave the columns {table.column_names}")
        wanted = pa.schema([(name, COLUMN_TYPES[kind]) for name, kind in self.types.items()])
        if table.schema.types == wanted.types:
            return table
        for name, kind in self.types.items():
            given = table.schema.field(name).type
            if (kind == "text") != _is_text(given) and not pa.types.is_null(given):
                raise QueryFailed(f"{self.name}: column {name} is declared {kind}, but is {given}")
        try:
            return table.cast(wanted)
        except pa.ArrowInvalid as error:
            raise QueryFailed(f"{self.name}: {error}") from error

    def _typed(self, name: str, value: Any) -> Any:
        kind = self.params[name]
        if kind == "list" and isinstance(value, str):
            return [part for part in value.split(",") if part]
        if kind == "text" and not isinstance(value, str) or isinstance(value, bool):
            raise BadParameter(f"{self.name}: parameter {name!r} must be {kind}, not {value!r}")
        try:
            return TYPES[kind](value)
        except (TypeError, ValueError) as error:
            raise BadParameter(
                f"{self.name}: parameter {name!r} must be {kind}, not {value!r}"
            ) from error


class QueryFileError(TanluError):
    """A file under ``cypher/`` breaks a rule: the file and the reason."""


def load_queries(folder: Path, dialect: str) -> dict[str, Query]:
    """All queries of one dialect by name; raises :class:`QueryFileError` for a bad file."""
    chosen: dict[str, tuple[Path, bool]] = {}
    for path in sorted(folder.glob("*/*.cypher")):
        stem, *rest = path.name.removesuffix(".cypher").split(".")
        if len(rest) > 1 or (rest and rest[0] not in DIALECTS):
            raise QueryFileError(f"{path}: the part after the name must be one of {DIALECTS}")
        if rest and rest[0] != dialect:
            continue
        name, special = f"{path.parent.name}.{stem}", bool(rest)
        if name not in chosen or special > chosen[name][1]:
            chosen[name] = (path, special)
    return {name: _parse(name, path) for name, (path, _) in sorted(chosen.items())}


def _parse(name: str, path: Path) -> Query:
    header: dict[str, str] = {}
    body: list[str] = []
    lines = path.read_text(encoding="utf-8").splitlines()
    key = ""
    for line in lines:
        match = _HEADER.match(line)
        if match and not body:
            key, value = match.groups()
            if key not in _KEYS or key in header:
                raise QueryFileError(f"{path}: unknown or repeated header {key!r}")
            header[key] = value.strip()
        elif line.startswith("//") and key and not body:
            header[key] += " " + line.removeprefix("//").strip()
        elif line.strip():
            body.append(line)
    return _checked(name, path, header, "\n".join(body), len(lines))


def _checked(name: str, path: Path, header: dict[str, str], text: str, lines: int) -> Query:
    params = dict(_typed(path, part, TYPES) for part in _split(header.get("params", "")))
    types = dict(_typed(path, part, COLUMN_TYPES) for part in _split(header.get("returns", "")))
    used = set(_PARAMETER.findall(text)) - {"rows"}
    columns = _split(header.get("columns", ""))
    mode, group = header.get("mode", "read"), header.get("group", "")
    faults = {
        "no doc": not header.get("doc"),
        "empty body": not text,
        f"mode must be one of {MODES}": mode not in MODES,
        f"parameters declared {sorted(params)} but used {sorted(used)}": used != set(params),
        "a read query must declare what it returns": mode in ("read", "internal") and not types,
        "a load query must declare its columns": mode == "load" and not header.get("columns"),
        "a group must be one of the columns": group not in ("", *columns),
        f"longer than {MAX_LINES} lines": lines > MAX_LINES,
    }
    for reason, broken in faults.items():
        if broken:
            raise QueryFileError(f"{path}: {reason}")
    return Query(name, header["doc"], params, tuple(types), types, columns, mode, text, group)


def _split(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())


def _is_text(kind: pa.DataType) -> bool:
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind))


def _typed(path: Path, part: str, types: Collection[str]) -> tuple[str, str]:
    """Name and type of a parameter or column; text where no type is given."""
    name, _, kind = part.partition(":")
    if kind and kind.strip() not in types:
        raise QueryFileError(
            f"{path}: {name.strip()}: type must be one of {sorted(types)}, not {kind!r}"
        )
    return name.strip(), kind.strip() or "text"
