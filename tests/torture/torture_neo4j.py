"""Kill a Neo4j server, and loaders, at many moments of a load and print what came of it."""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections import Counter
from pathlib import Path

from tests.torture.arena_neo4j import QUESTIONS, Arena, Round, arena, moments
from tests.torture.loads_neo4j import PHASES
from tests.torture.torture import say

SHARES = {
    ("read", "server"): 1,
    ("build", "server"): 4,
    ("exchange", "server"): 3,
    ("clean", "server"): 2,
    ("build", "loader"): 2,
    ("exchange", "loader"): 2,
    ("clean", "loader"): 1,
}
HEAD = f"{'':>4} {'phase':9}{'at':>5}  {'killed':8}{'load':8}{'then':6}{'well':>7}{'next load':>11}"


def line(number: int, done: Round) -> str:
    """One kill in the table."""
    at = f"{done.moment.part:.0%}"
    told = f"{number:>4} {done.moment.phase:9}{at:>5}  {done.moment.whom:8}"
    if done.hit:
        told += f"{done.ended:8}{done.answered:6}{done.well_s:>6.2f}s{done.next_s:>10.1f}s"
    else:
        told += "too late: the load had ended"
    return "\n".join([told, *(f"     WRONG: {sentence}" for sentence in done.wrong)])


def torture(it: Arena, seed: int) -> list[Round]:
    """Every moment once; where the load had ended already, again at half the time."""
    took = ", ".join(f"{phase} {it.usual[phase]:.3f}" for phase in PHASES[:-1])
    say(f"Neo4j: undisturbed load, seconds: {took}; {it.batches} batches\n{HEAD}")
    rounds: list[Round] = []
    for moment in moments(SHARES, seed):
        for done in it.tries(moment):
            rounds.append(done)
            say(line(sum(r.hit for r in rounds), done))
    return rounds


def main() -> int:
    """Return 1 where anything was wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=2026)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="tanlu-torture-") as name, arena(Path(name)) as it:
        rounds = torture(it, given.seed)
    hit = [done for done in rounds if done.hit]
    wrong = [sentence for done in rounds for sentence in done.wrong]
    victims = Counter(done.moment.whom for done in hit)
    ended = Counter(done.ended for done in hit if done.moment.whom == "server")
    states = Counter(done.answered for done in hit)
    say(
        f"{victims['server']} kills of the server ({ended['went on']} loads went on, "
        f"{ended['error']} ended with an error), {victims['loader']} of the loader"
    )
    say(
        f"the service answered old {states['old']}, new {states['new']}; {len(QUESTIONS)} "
        f"questions after each kill and each load, {sum(done.asked for done in rounds)} meanwhile"
    )
    say(f"{len(wrong)} wrong")
    return int(bool(wrong) or victims["server"] < 10)


if __name__ == "__main__":
    sys.exit(main())
