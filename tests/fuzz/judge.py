"""Mutates sheets, reads them, and judges what came of it by what was said beforehand."""

from __future__ import annotations

import traceback
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np

from graph_service.errors import SourceDefect, TanluError
from loader.checks import check_tables
from loader.content import content_hash
from loader.layout import Finding, RawSheet
from loader.structure import is_table
from loader.tidy import tidy
from tests.fuzz import (
    block_mutations,
    label_mutations,
    line_mutations,
    number_mutations,
    slip_mutations,
    title_mutations,
)
from tests.fuzz.cases import LAYOUTS, Case, Label, Mutation, Verdict, fresh
from tests.loader.sheets import ALL, THREE

KINDS: tuple[Mutation, ...] = (
    *line_mutations.KINDS,
    *block_mutations.KINDS,
    *number_mutations.KINDS,
    *slip_mutations.KINDS,
    *label_mutations.KINDS,
    *title_mutations.KINDS,
)
BEFORE: tuple[Mutation, ...] = (
    line_mutations.blank_rows_inserted,
    line_mutations.blank_columns_inserted,
    line_mutations.column_moved_within_its_province,
    line_mutations.totals_reordered,
    block_mutations.blocks_exchanged_with_labels,
    number_mutations.numbers_as_text,
    label_mutations.labels_respelt,
    label_mutations.numbers_of_sectors_respelt,
    label_mutations.province_in_another_spelling,
    title_mutations.note_beside_the_table,
)
"""Harmless ones that may come first, so that a mutation meets many layouts."""
WHOLE = 25  # of so many sheets one holds all 31 provinces


@dataclass(frozen=True)
class Outcome:
    """What became of one mutated sheet or file."""

    kind: str
    label: Label
    became: str  # loaded, changed, refused, traceback
    right: bool
    said: str
    repeat: str  # how to make it again


def fuzz_sheets(seed: int, numbers: Iterable[int]) -> list[Outcome]:
    """Mutations of cell matrices; each number has its kind and its own random numbers."""
    return [fuzz_sheet(seed, number) for number in numbers]


def fuzz_sheet(seed: int, number: int) -> Outcome:
    draw = np.random.default_rng([seed, number])
    kind = KINDS[number % len(KINDS)]
    layout = int(draw.integers(len(LAYOUTS)))
    whole = number % WHOLE == WHOLE - 1
    year = LAYOUTS[layout].get("year", 2017)
    case = Case(fresh(layout, whole=whole), ALL if whole else THREE, draw, year)
    before = [BEFORE[int(draw.integers(len(BEFORE)))] for _ in range(int(draw.integers(3)))]
    for mutation in before:
        mutation(case)
    verdict = kind(case)
    became, said = read(case)
    if became == "loaded" and said != content(layout, whole):
        became = "changed"
    names = ", ".join(mutation.__name__ for mutation in before)
    return judged(
        kind.__name__,
        verdict,
        became,
        said,
        case.sheet.name.strip(),
        f"seed {seed} number {number} (layout {layout}, {len(case.provinces)} provinces"
        + (f", after {names})" if names else ")"),
    )


@cache
def content(layout: int, whole: bool) -> str:
    """Content hash of an unchanged table."""
    sheet = fresh(layout, whole=whole)
    return content_hash(tidy(sheet.raw(), provinces=ALL if whole else THREE)[0])


def read(case: Case) -> tuple[str, str]:
    """Loaded with the content hash, refused with the message, or a traceback."""

    def attempt() -> str:
        sheet = RawSheet(
            case.file_name,
            case.sheet.name,
            case.rows,  # type: ignore[arg-type]
            frozenset(case.errors),
            frozenset(case.formulas),
        )
        if not is_table(sheet):
            raise SourceDefect("no MRIO table", place=sheet.place())
        tables, findings, _, places = tidy(sheet, provinces=case.provinces)
        refuse([*findings, *check_tables(tables, places)])
        return content_hash(tables)

    return attempted(attempt)


def refuse(findings: Sequence[Finding]) -> None:
    """Stop on the errors, as a load does; all of them are said."""
    errors = [finding for finding in findings if finding.severity == "error"]
    if errors:
        said = "; ".join(f"{f.code} at {f.place}: {f.expected}, {f.found}" for f in errors)
        raise SourceDefect(said, place=errors[0].place)


def attempted(attempt: Callable[[], str]) -> tuple[str, str]:
    try:
        return "loaded", attempt()
    except TanluError as error:
        return "refused", f"{error} {error.hint}"
    except BaseException:
        return "traceback", traceback.format_exc()


def judged(kind: str, verdict: Verdict, became: str, said: str, sheet: str, repeat: str) -> Outcome:
    named = sheet in said and any(name in said for name in verdict.named)
    right = {
        "harmless": became == "loaded",
        "harmful": became == "refused" and named,
        "either": became != "traceback",
    }[verdict.label]
    return Outcome(kind, verdict.label, became, right, said, repeat)


def table(outcomes: Sequence[Outcome]) -> str:
    """Kinds by label, and how many loaded the same, loaded otherwise, were refused, or missed."""
    columns = ("loaded", "changed", "refused", "traceback", "missed")
    counts: Counter[tuple[str, str, str]] = Counter()
    for outcome in outcomes:
        counts[outcome.kind, outcome.label, outcome.became] += 1
        counts[outcome.kind, outcome.label, "missed"] += not outcome.right
    lines = [f"{'mutation':<42}{'label':<10}" + "".join(f"{name:>10}" for name in columns)]
    order = {kind: at for at, kind in enumerate(dict.fromkeys(o.kind for o in outcomes))}
    for kind, label in sorted(
        {(o.kind, o.label) for o in outcomes}, key=lambda k: (order[k[0]], k)
    ):
        numbers = "".join(f"{counts[kind, label, name] or '':>10}" for name in columns)
        lines.append(f"{kind.replace('_', ' '):<42}{label:<10}{numbers}")
    for label in ("harmless", "harmful", "either"):
        sums = [sum(n for key, n in counts.items() if key[1:] == (label, c)) for c in columns]
        lines.append(f"{'all':<42}{label:<10}" + "".join(f"{n:>10,}" for n in sums))
    lines.append(f"{len(outcomes):,} mutations")
    return "\n".join(lines)
