"""Kill loads at many moments and print what came of it: ``make torture``."""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections import Counter
from pathlib import Path

from tests.torture.arena import QUESTIONS, Arena, Round, arena, moments
from tests.torture.loads import PHASES

HEAD = f"{'':>4} {'phase':8}{'at':>5}  {'seen':8}{'then':6}{'gone':>7}{'next load':>11}"


def say(text: str) -> None:
    """Print at once: a round takes seconds."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def line(number: int, done: Round) -> str:
    """One kill in the table."""
    at = f"{done.moment.part:.0%}"
    told = f"{number:>4} {done.moment.phase:8}{at:>5}  "
    if done.hit:
        told += f"{done.seen:8}{done.answered:6}{done.gone_s:>6.2f}s{done.next_s:>10.1f}s"
    else:
        told += "too late: the load had ended"
    return "\n".join([told, *(f"     WRONG: {sentence}" for sentence in done.wrong)])


def torture(it: Arena, kills: int, seed: int) -> list[Round]:
    """So many kills; a moment that came too late does not count."""
    took = ", ".join(f"{phase} {it.usual[phase]:.3f}" for phase in PHASES[:-1])
    say(f"undisturbed load, seconds: {took}\n{HEAD}")
    rounds: list[Round] = []
    for moment in moments(3 * kills, seed):
        done = it.round(moment)
        rounds.append(done)
        say(line(sum(r.hit for r in rounds), done))
        if sum(r.hit for r in rounds) == kills:
            break
    return rounds


def main() -> int:
    """Return 1 where anything was wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--seed", type=int, default=2026)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="tanlu-torture-") as name, arena(Path(name)) as it:
        memory = it.service.memory_mb()
        rounds = torture(it, given.kills, given.seed)
        held = it.service.open_graphs()
        grown = it.service.memory_mb() - memory
    hit = [done for done in rounds if done.hit]
    wrong = [sentence for done in rounds for sentence in done.wrong]
    seen = Counter(done.seen for done in hit)
    answered = Counter(done.answered for done in hit)
    say(f"{len(hit)} kills: {', '.join(f'{phase} {seen[phase]}' for phase in PHASES[:-1])}")
    say(
        f"the service answered old {answered['old']}, new {answered['new']}; {len(QUESTIONS)} "
        "questions after each kill and after each load that followed"
    )
    say(f"the service holds {len(held)} graph files; its memory grew by {grown:.0f} MB")
    say(f"{len(wrong)} wrong")
    return int(bool(wrong) or len(hit) < given.kills)


if __name__ == "__main__":
    sys.exit(main())
