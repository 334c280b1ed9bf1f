"""Reading one sheet: ours against bare python-calamine, which ours stands on."""

from __future__ import annotations

import statistics
from pathlib import Path

from measure import child, interleaved, line, spread, title, workbook
from python_calamine import CalamineWorkbook

from loader.source import read_source
from loader.workbook import Workbook

REPEAT = 7
BARE = """
from python_calamine import CalamineWorkbook
CalamineWorkbook.from_path({!r}).get_sheet_by_name({!r}).to_python(skip_empty_area=False)
"""
OURS = """
from pathlib import Path
from loader.workbook import Workbook
Workbook(Path({!r})).read({!r})
"""


def main() -> None:
    title("Reading", "python-calamine")
    with workbook() as (file, what):
        (tables,) = read_source(file).tables[:1]
        sheet = tables.source.sheet
        print(f"  {what}, sheet {sheet}")
        _measure(file, sheet)


def _measure(file: Path, sheet: str) -> None:
    def bare() -> object:
        book = CalamineWorkbook.from_path(file)
        return book.get_sheet_by_name(sheet).to_python(skip_empty_area=False)

    seconds = interleaved(REPEAT, {"ours": lambda: Workbook(file).read(sheet), "calamine": bare})
    for name, values in seconds.items():
        print(f"  {name:<12} {spread(values)}")
    ours, peer = seconds["ours"], seconds["calamine"]
    ratio = statistics.median(ours) / statistics.median(peer)
    line("read one sheet, ours / calamine, of medians", ratio, "", limit=1.3)
    line("read one sheet, ours / calamine, of minima", min(ours) / min(peer), "", limit=1.3)
    line("read one sheet, ours", min(ours), "s", limit=2.0)
    peak, bare_peak = (
        child("-c", code.format(str(file), sheet)).megabytes for code in (OURS, BARE)
    )
    print(f"  peak memory of a process: ours {peak:.0f} MB, calamine {bare_peak:.0f} MB")
    line("peak memory, ours / calamine", peak / bare_peak, "", limit=1.3)


if __name__ == "__main__":
    main()
