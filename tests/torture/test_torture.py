"""Loads killed with kill -9 at seeded moments: a sample of `make torture`."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.torture.arena import QUESTIONS, Arena, Moment, arena
from tests.waiting import wait_for

MOMENTS = (
    Moment("read", 0.7),
    Moment("keep", 0.1),
    Moment("build", 0.5),
    Moment("publish", 0.5),
    Moment("clean", 0.0),
)


@pytest.fixture(scope="module")
def killing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Arena]:
    with arena(tmp_path_factory.mktemp("torture"), dense=False) as it:
        yield it


def test_the_two_states_differ_in_their_answers(killing: Arena) -> None:
    old, new = killing.states[killing.old], killing.states[killing.new]
    assert [question for question in QUESTIONS if old[question] == new[question]] == []
    assert {answer.status for answer in new.values()} == {200}


@pytest.mark.parametrize("moment", MOMENTS, ids=lambda m: m.phase)
def test_after_a_kill_the_service_answers_and_the_next_load_succeeds(
    moment: Moment, killing: Arena
) -> None:
    done = killing.round(moment)
    assert done.wrong == ()


def test_the_service_lets_the_graphs_go_that_it_has_left(killing: Arena) -> None:
    wait_for(lambda: len(killing.service.open_graphs()) == 1)
