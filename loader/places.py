"""Where each number of a table stands in its sheet, so that a finding can name the cell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from loader.layout import FINAL_USES, VALUE_ADDED_PARTS, Tables, column_name
from loader.structure import Structure

COLUMN_CODES = {"exports": "EX", "error": "ERR", "final_use_total": "TFU", "output": "GO"}
ROW_CODES = {
    "imports": "IM",
    "intermediate_input": "TII",
    "value_added": "TVA",
    "total_input": "TI",
    "final_use_imports": "IM",
}
SHOWN = 8


@dataclass(frozen=True)
class Places:
    """Names cells, rows and columns of the sheet by the arrays of ``Tables``.

    Without a ``structure`` (tables that come from no sheet) only the ids of industries are named.
    """

    tables: Tables
    structure: Structure | None = None

    @property
    def table(self) -> str:
        """File, sheet and edition."""
        return self._said("", self.tables.edition.id)

    def account(self, field: str) -> str:
        """The whole row of an account by industry: value added, or CO2."""
        at = self.structure
        row = (
            None
            if at is None
            else at.co2_row
            if field == "co2"
            else at.input_rows[ROW_CODES[field]]
        )
        return self.table if row is None else self._said(f"row {row + 1}", self.tables.edition.id)

    def cell(self, field: str, *index: int) -> str:
        """One number of an array, such as ``cell("flows", 3, 17)``."""
        return self._said(f"cell {self._address(field, index)}", self._named(field, index))

    def row(self, industry: int) -> str:
        """The row in which an industry supplies."""
        return self.rows([industry])

    def column(self, industry: int) -> str:
        """The column in which an industry buys."""
        return self.columns([industry])

    def rows(self, industries: Sequence[int]) -> str:
        """Rows of several industries."""
        lines = self.structure.industry_rows if self.structure else ()
        return self._lines("row", [str(lines[i] + 1) for i in industries if lines], industries)

    def columns(self, industries: Sequence[int]) -> str:
        """Columns of several industries."""
        lines = self.structure.industry_columns if self.structure else ()
        names = [column_name(lines[i]) for i in industries if lines]
        return self._lines("column", names, industries)

    def _lines(self, kind: str, names: Sequence[str], industries: Sequence[int]) -> str:
        ids = _few([self.tables.industry(i) for i in industries])
        return self._said(f"{kind}{'s' * (len(names) > 1)} {_few(names)}", ids)

    def _said(self, address: str, named: str) -> str:
        if self.structure is None:
            return named
        source = self.tables.source
        where = [source.file_name, f"sheet {source.sheet}", address]
        return f"{' / '.join(part for part in where if part)} ({named})"

    def _named(self, field: str, index: Sequence[int]) -> str:
        """The industries, or the province and its final use, that a number belongs to."""
        tables = self.tables
        if field == "flows":
            return f"{tables.industry(index[0])} to {tables.industry(index[1])}"
        if field in ("final_use", "final_use_imports"):
            province, use = divmod(index[-1], len(FINAL_USES))
            buyer = f"{tables.provinces[province]}/{FINAL_USES[use]}"
            source = tables.industry(index[0]) if field == "final_use" else "imports"
            return f"{source} to {buyer}"
        return tables.industry(index[-1])

    def _address(self, field: str, index: Sequence[int]) -> str:
        """The cell in Excel's letters and numbers."""
        at = self.structure
        if at is None:
            return ""
        if field in ("flows", "final_use", *COLUMN_CODES):
            row: int | None = at.industry_rows[index[0]]
        elif field == "value_added_parts":
            row = at.input_rows[VALUE_ADDED_PARTS[index[0]]]
        else:
            row = at.co2_row if field == "co2" else at.input_rows[ROW_CODES[field]]
        if field in COLUMN_CODES:
            column = at.total_columns[COLUMN_CODES[field]]
        elif field.startswith("final_use"):
            column = at.final_use_columns[index[-1]]
        else:
            column = at.industry_columns[index[-1]]
        return f"{column_name(column)}{(row or 0) + 1}"


def _few(names: Sequence[str]) -> str:
    rest = len(names) - SHOWN
    return ", ".join(names[:SHOWN]) + (f" and {rest} more" if rest > 0 else "")
