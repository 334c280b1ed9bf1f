"""Reading one sheet: ours, which ends in arrays, against bare python-calamine, in lists."""

from __future__ import annotations

import statistics
from pathlib import Path

from measure import Run, child, line, spread, title, workbook

from loader.workbook import Workbook

REPEAT = 7
BARE = """
import sys, time
from python_calamine import CalamineWorkbook
start = time.perf_counter()
CalamineWorkbook.from_path(sys.argv[1]).get_sheet_by_name(sys.argv[2]).to_python()
print(time.perf_counter() - start)
"""
OURS = """
import sys, time
from pathlib import Path
from loader.workbook import Workbook
start = time.perf_counter()
Workbook(Path(sys.argv[1])).read(sys.argv[2])
print(time.perf_counter() - start)
"""
TABLE = """
import sys, time
from pathlib import Path
from loader.tidy import tidy
from loader.workbook import Workbook
start = time.perf_counter()
tidy(Workbook(Path(sys.argv[1])).read(sys.argv[2]))
print(time.perf_counter() - start)
"""


def main() -> None:
    title("Reading", "python-calamine", "numpy", "pyarrow")
    with workbook() as (file, what):
        sheet = _fullest(file)
        print(f"  {what}, sheet {sheet}")
        _measure(file, sheet)


def _fullest(file: Path) -> str:
    """The sheet with most cells that are not blank."""
    book = Workbook(file)
    sheets = {name: book.read(name).rows for name in book.sheet_names}
    return max(sheets, key=lambda name: int((sheets[name].numbers == sheets[name].numbers).sum()))


def _measure(file: Path, sheet: str) -> None:
    works = {"ours": OURS, "with the table made": TABLE, "calamine": BARE}
    runs: dict[str, list[Run]] = {name: [] for name in works}
    for _ in range(REPEAT):
        for name, code in works.items():
            runs[name].append(child("-c", code, file, sheet))
    seconds = {name: [float(run.said) for run in done] for name, done in runs.items()}
    peaks = {name: max(run.megabytes for run in done) for name, done in runs.items()}
    for name, values in seconds.items():
        print(f"  {name:<20} {spread(values)}, peak {peaks[name]:.0f} MB with imports")
    ratio = statistics.median(seconds["ours"]) / statistics.median(seconds["calamine"])
    line("read one sheet, ours / calamine, of medians", ratio, "", limit=1.0)
    line("read one sheet", min(seconds["ours"]), "s", limit=2.0)
    line("read one sheet and make its table", min(seconds["with the table made"]), "s", limit=2.0)
    line("read one sheet, peak memory", peaks["ours"], "MB", limit=250)
    line("same, table made", peaks["with the table made"], "MB", limit=250)


if __name__ == "__main__":
    main()
