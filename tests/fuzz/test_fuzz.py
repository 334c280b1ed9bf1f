"""A sample of ``make fuzz``: no harmful change is loaded, no harmless one refused, no traceback."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from tests.fuzz.cases import HARMLESS, Verdict, fresh, harmful
from tests.fuzz.judge import KINDS, Outcome, fuzz_sheets, judged, table
from tests.fuzz.judge_files import KINDS as FILE_KINDS
from tests.fuzz.judge_files import Files
from tests.fuzz.run import main, missed_words

SHEETS = 110
FILES = 10
SEED = 2026


@pytest.fixture(scope="module")
def outcomes() -> list[Outcome]:
    return fuzz_sheets(SEED, range(SHEETS))


def test_mutated_sheets_are_judged_as_said_beforehand(outcomes: list[Outcome]) -> None:
    missed = [missed_words(outcome) for outcome in outcomes if not outcome.right]
    assert not missed, "\n".join(missed)


def test_mutated_workbooks_are_judged_as_said_beforehand(tmp_path: Path) -> None:
    found = Files(tmp_path).fuzz(SEED, range(FILES))
    missed = [missed_words(outcome) for outcome in found if not outcome.right]
    assert not missed, "\n".join(missed)
    assert {outcome.label for outcome in found} >= {"harmless", "harmful"}


def test_sample_holds_every_kind_and_both_labels(outcomes: list[Outcome]) -> None:
    assert len({kind.__name__ for kind in KINDS}) == len(KINDS) <= SHEETS
    assert {outcome.kind for outcome in outcomes} == {kind.__name__ for kind in KINDS}
    labels = Counter(outcome.label for outcome in outcomes)
    assert labels["harmful"] > SHEETS / 3
    assert labels["harmless"] > SHEETS / 5
    assert len({kind.__name__ for kind in FILE_KINDS}) == len(FILE_KINDS)


def test_same_seed_gives_the_same_outcomes(outcomes: list[Outcome]) -> None:
    assert fuzz_sheets(SEED, range(40, 50)) == outcomes[40:50]


def test_base_table_is_not_spoilt_by_its_mutations(outcomes: list[Outcome]) -> None:
    assert outcomes
    assert fresh(0).rows == fresh(0).rows
    assert fresh(0).rows is not fresh(0).rows


@pytest.mark.parametrize(
    ("verdict", "became", "said", "right"),
    [
        (HARMLESS, "loaded", "", True),
        (HARMLESS, "changed", "", False),
        (HARMLESS, "refused", "Table / cell D5", False),
        (harmful("cell D5"), "refused", "Table / cell D5", True),
        (harmful("cell D5"), "refused", "Table / cell E5", False),
        (harmful("cell D5"), "refused", "cell D5", False),
        (harmful("cell D5"), "loaded", "", False),
        (harmful("cell D5"), "changed", "", False),
        (Verdict("either"), "changed", "", True),
        (Verdict("either"), "traceback", "", False),
    ],
)
def test_judge_is_strict(verdict: Verdict, became: str, said: str, right: bool) -> None:
    assert judged("kind", verdict, became, said, "Table", "").right is right


def test_table_counts_the_misses() -> None:
    wrong = judged("row_dropped", harmful(), "loaded", "", "Table", "seed 0 number 2")
    line = table([wrong]).splitlines()[1]
    assert line.split() == ["row", "dropped", "harmful", "1", "1"]
    assert "seed 0 number 2" in missed_words(wrong)


def test_one_mutation_can_be_repeated(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--seed", str(SEED), "--sheet", "2"]) == 0
    assert "row dropped" in capsys.readouterr().out
