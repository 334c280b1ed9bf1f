"""Small examples of the tables that users may give; their figures are invented and say so."""

from __future__ import annotations

from pathlib import Path

from graph_service.errors import BadParameter
from loader.user_tables_formats import FORMATS

MARK = "the figures below are invented"
_COMMENTS = {
    "deflators": (
        "Price index of a sector in a year: 100 in the base_year. One base_year in a file.",
        "sector: a code of data/reference/sectors.csv or all for the sectors without a row.",
    ),
    "scenarios": (
        "Intensity of a sector group in a year as a share of that of the base year: 1 = unchanged.",
        "sector_group: a code of data/reference/sector_groups.csv or all for those without a row.",
    ),
    "province-sets": (
        "One row for each province of a set. province: a code of data/reference/provinces.csv.",
        "Tanlu ships sets of its own (data/reference/province_sets.csv): take other codes.",
    ),
    "satellite": (
        "What a sector of a province used or emitted or employed in a year; one unit per account.",
        "Leave a row out where there is no data: 0 means none.",
    ),
}
_SOURCE = "synthetic example"
_ROWS: dict[str, tuple[tuple[object, ...], ...]] = {
    "deflators": (
        (2012, "all", 100, 2012, _SOURCE),
        (2015, "all", 98.5, 2012, _SOURCE),
        (2017, "all", 104, 2012, _SOURCE),
        (2015, "c2c", 71.25, 2012, _SOURCE),
        (2017, "c2c", 96, 2012, _SOURCE),
    ),
    "scenarios": (
        ("my_path", 2020, "all", 1, "My path", _SOURCE, "我的情景", "我的情景"),
        ("my_path", 2030, "all", 0.7, "", _SOURCE, "", ""),
        ("my_path", 2030, "energy", 0.6, "", _SOURCE, "", ""),
        ("my_path", 2060, "all", 0.1, "", _SOURCE, "", ""),
        ("my_path", 2060, "energy", 0, "", _SOURCE, "", ""),
    ),
    "province-sets": (
        ("my_set", "My set", "我的省份", "GD", "我的省份", _SOURCE),
        ("my_set", "", "", "GX", "", ""),
        ("my_set", "", "", "HI", "", ""),
    ),
    "satellite": (
        ("energy", "TJ", 2017, "GD", "c17e", 1234.5, _SOURCE, "Energy use", "能源消费", "能源消費"),
        ("energy", "TJ", 2017, "GD", "c3", 67, _SOURCE, "", "", ""),
        ("energy", "TJ", 2017, "SX", "c2c", 890, _SOURCE, "", "", ""),
        ("jobs", "persons", 2017, "GD", "c3", 45600, _SOURCE, "Jobs", "就业人数", "就業人數"),
    ),
}


def template(kind: str) -> str:
    """A valid CSV of a kind, with comments and a few invented rows. Raises BadParameter."""
    if kind not in FORMATS:
        raise BadParameter(
            f"there is no template {kind!r}", hint=f"Templates: {', '.join(FORMATS)}."
        )
    found = FORMATS[kind]
    comments = (f"Tanlu: {found.title}. Template: {MARK}.", *_COMMENTS[kind])
    lines = [f"# {comment}" for comment in comments]
    lines += [",".join(found.columns)]
    lines += [",".join(map(str, row)) for row in _ROWS[kind]]
    return "\n".join(lines) + "\n"


def offer(kind: str | None, out: Path | None) -> str:
    """What the command line says: the kinds, an example, or the file to which it was written.

    Raises BadParameter for an unknown kind, and for a file that cannot be written.
    """
    if kind is None and out is None:
        return "".join(f"{found.name:<15}{found.title}\n" for found in FORMATS.values())
    if out is None:
        return template(kind or "")
    write_template(kind or "", out)
    return f"{out}  (an example: put figures of your own in place of the invented ones)\n"


def write_template(kind: str, out: Path) -> None:
    """Write a template to a new file, with the mark by which Excel knows UTF-8.

    Raises BadParameter for an unknown kind, a file that is there already, no right to write.
    """
    text = template(kind)
    try:
        with out.open("x", encoding="utf-8-sig", newline="") as file:
            file.write(text.replace("\n", "\r\n"))
    except FileExistsError as error:
        raise BadParameter(f"{out} is there already", hint="Name a new file with --out.") from error
    except OSError as error:
        raise BadParameter(
            f"cannot write {out}: {error.strerror}", hint="Name another file with --out."
        ) from error
