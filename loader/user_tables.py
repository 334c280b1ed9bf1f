"""Entry for the tables that users give of their own: one CSV file to its parts.

Formats: docs/own-data.md.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path

from graph_service.errors import SourceDefect
from loader.layout import Finding, SourceInfo
from loader.parts import FileReading, Part, PartRecord, links, source_id
from loader.templates import MARK
from loader.user_tables_csv import UserCsv, head, opening, read_csv
from loader.user_tables_draft import Draft, cited, listed
from loader.user_tables_formats import COLUMNS, none_of_ours, recognise
from loader.user_tables_places import province_sets, satellites
from loader.user_tables_series import deflators, scenarios

HEAD = 65_536  # bytes in which the header must come
LICENCE = "as stated by its owner"
READERS: dict[str, Callable[[UserCsv], tuple[Draft, ...]]] = {
    "deflators": deflators,
    "scenarios": scenarios,
    "province-sets": province_sets,
    "satellite": satellites,
}


def read_user_table(path: Path) -> FileReading:
    """Read and check a user's deflators, scenarios, province sets or satellite accounts.

    Raises SourceDefect naming file, row and column; ``foreign`` where the columns are none of ours.
    """
    path = Path(path)
    with path.open("rb") as file:
        start = file.read(HEAD)
    top = opening(head(start), COLUMNS)
    if top is None:
        said = "only comment lines and no header row" if start.strip() else "the file is empty"
        raise none_of_ours(said, path.name)
    kind = recognise(top.header, f"{path.name} / row {top.row}")
    data = path.read_bytes()
    table = read_csv(data, path.name, COLUMNS)
    if not table.lines:
        raise SourceDefect(
            "expected rows below the header, found none",
            place=table.place(table.opening.row + 1),
            hint=f"`tanlu template {kind.name}` writes an example",
        )
    sha256 = hashlib.sha256(data).hexdigest()
    drafts = READERS[kind.name](table)
    parts = tuple(
        _part(draft, table, sha256, first=number == 0) for number, draft in enumerate(drafts)
    )
    return FileReading(file=path, sha256=sha256, parts=parts)


def _part(draft: Draft, table: UserCsv, sha256: str, *, first: bool) -> Part:
    """What is said of the file as a whole stands with its first part."""
    own = [source_id(sha256, draft.id)] * len(draft.nodes)
    return Part(
        kind=draft.kind,
        id=draft.id,
        content=_content(draft),
        synthetic=False,
        source=_source(draft, table, sha256),
        tables={**draft.tables, draft.origin: links(draft.nodes, own)},
        record=_record(draft, table, table.blank if first else ()),
        findings=(*(_findings(table) if first else ()), *draft.findings),
    )


def _content(draft: Draft) -> str:
    """SHA-256 of all that the part puts into the graph: facts, units, names, stated sources."""
    rows = {name: table.to_pylist() for name, table in draft.tables.items()}
    text = json.dumps(rows, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def _source(draft: Draft, table: UserCsv, sha256: str) -> SourceInfo:
    return SourceInfo(
        sha256=sha256,
        file_name=table.file_name,
        sheet=Path(table.file_name).stem,  # as a spreadsheet names it
        title=table.opening.note,
        citation=cited(draft.sources),
        licence=LICENCE,
    )


def _record(draft: Draft, table: UserCsv, blank: tuple[int, ...]) -> PartRecord:
    columns = len(table.opening.header)
    return PartRecord(
        sheets=(table.file_name,),
        rows_read=draft.rows,
        rows_used=draft.rows,
        columns_read=columns,
        columns_used=columns,
        cells_used=draft.rows * columns,
        dropped=((f"rows {listed(blank)}", "blank"),) if blank else (),
        holds=draft.holds,
        about=draft.about,
    )


def _findings(table: UserCsv) -> tuple[Finding, ...]:
    """What holds for the file as a whole: its encoding, and figures of a template."""
    found = []
    if table.encoding != "utf-8":
        seen = (cell for line in table.lines for cell in line.cells.values() if not cell.isascii())
        example = next(seen, "no Chinese text below the header")
        found.append(
            Finding(
                "info",
                "encoding_gb18030",
                table.place(),
                "UTF-8",
                f"GB18030, as Excel in China writes CSV; it reads: {example}",
                "read as GB18030; look whether the names are right",
            )
        )
    if MARK in table.opening.note:
        found.append(
            Finding(
                "warning",
                "template_figures",
                table.place(1),
                "figures of your own",
                f"the comment {MARK!r} of a template",
                "invented figures go into the graph; remove the comment once they are yours",
            )
        )
    return tuple(found)
