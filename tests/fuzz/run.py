"""``make fuzz``: thousands of mutated sheets, and workbooks with edited XML; prints the outcomes.

Ends with 1, and what to run again, where one harmless mutation did not load to the same content,
one harmful was not refused with its place, or anything ended in a traceback.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from itertools import chain
from pathlib import Path

from tests.fuzz.judge import Outcome, fuzz_sheets, table
from tests.fuzz.judge_files import Files

WORKERS = 2
SHOWN = 20
WORDS = 600


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="make fuzz", description=__doc__)
    parser.add_argument("--sheets", type=int, default=2460, help="mutated cell matrices")
    parser.add_argument("--files", type=int, default=92, help="mutated workbooks")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--sheet", type=int, help="repeat this one sheet")
    parser.add_argument("--file", type=int, help="repeat this one file")
    chosen = parser.parse_args(arguments)
    if chosen.sheet is not None or chosen.file is not None:
        sheets = [chosen.sheet] if chosen.sheet is not None else []
        files = [chosen.file] if chosen.file is not None else []
    else:
        sheets, files = list(range(chosen.sheets)), list(range(chosen.files))
    outcomes = run(chosen.seed, sheets, files)
    sys.stdout.write(f"{table(outcomes)}\n")
    missed = [outcome for outcome in outcomes if not outcome.right]
    for outcome in missed[:SHOWN]:
        sys.stdout.write(f"\n{missed_words(outcome)}\n")
    return 1 if missed else 0


def run(seed: int, sheets: Sequence[int], files: Sequence[int]) -> list[Outcome]:
    """Outcomes in the order of their numbers, sheets first; two processes share the work."""
    halves = [(seed, sheets[k::WORKERS], files[k::WORKERS]) for k in range(WORKERS)]
    with ProcessPoolExecutor(WORKERS) as pool:
        done = list(pool.map(_part, halves))
    one = [outcomes for outcomes, _ in done]
    other = [outcomes for _, outcomes in done]
    return [*_merged(one), *_merged(other)]


def missed_words(outcome: Outcome) -> str:
    """What went wrong, and how to see it again."""
    return (
        f"MISSED {outcome.kind}: {outcome.label}, but {outcome.became}; {outcome.repeat}\n"
        f"  {outcome.said[-WORDS:]}"
    )


def _part(work: tuple[int, Sequence[int], Sequence[int]]) -> tuple[list[Outcome], list[Outcome]]:
    seed, sheets, files = work
    outcomes = fuzz_sheets(seed, sheets)
    if not files:
        return outcomes, []
    with tempfile.TemporaryDirectory() as folder:
        return outcomes, Files(Path(folder)).fuzz(seed, files)


def _merged(parts: Sequence[list[Outcome]]) -> list[Outcome]:
    """Every second outcome from each half."""
    longest = max(map(len, parts))
    rounds = ([part[k] for part in parts if k < len(part)] for k in range(longest))
    return list(chain.from_iterable(rounds))


if __name__ == "__main__":
    sys.exit(main())
