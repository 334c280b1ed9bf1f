"""A Neo4j server killed with kill -9 during loads: a sample of `make torture`."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.torture.arena_neo4j import QUESTIONS, Arena, Moment, arena

# Early in a phase: on a busy machine its usual length, measured before, may be much too long.
MOMENTS = (Moment("build", 0.2, "server"), Moment("exchange", 0.2, "server"))


@pytest.fixture(scope="module")
def killing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Arena]:
    with arena(tmp_path_factory.mktemp("torture_neo4j"), full=0.1) as it:
        yield it


def test_the_two_states_of_a_server_differ_in_their_answers(killing: Arena) -> None:
    one, other = killing.states.values()
    assert [question for question in QUESTIONS if one[question] == other[question]] == []
    assert {answer.status for answer in one.values()} == {200}


@pytest.mark.parametrize("moment", MOMENTS, ids=lambda m: f"{m.whom} {m.phase}")
def test_after_a_kill_of_the_server_a_state_is_whole_and_the_next_load_succeeds(
    moment: Moment, killing: Arena
) -> None:
    rounds = list(killing.tries(moment))
    assert [done.wrong for done in rounds if done.wrong] == []
    assert rounds[-1].hit
