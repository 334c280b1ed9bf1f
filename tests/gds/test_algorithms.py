"""Each algorithm on the same network through Graph Data Science and through its pure function."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from graph_service.analysis.between import best_chains, in_order, usable
from graph_service.analysis.networks import Factors, Network
from graph_service.analysis.topology import strengths
from graph_service.errors import QueryTimeout
from graph_service.gds.algorithms import ALGORITHMS
from graph_service.gds.calls import JUDGED, MOST, Answer, _left, settled
from graph_service.gds.engine import Gds
from graph_service.gds.projections import Specification
from graph_service.services.matrices import EditionArrays
from tests.neo4j_running import RunningNeo4j

N = 126


def only(*places: int) -> Factors:
    """Factor 1 for industries at these places, none for the others."""
    return tuple(1.0 if place in places else None for place in range(N))


def everything(value: float = 1.0) -> Factors:
    return (value,) * N


def coefficients(arrays: EditionArrays) -> Network:
    per_output = tuple((1 / arrays.figures["output_mcny"]).tolist())
    return Network(everything(), per_output, logarithmic=True)


def networks(arrays: EditionArrays) -> dict[str, Network]:
    province, sector = range(42, 84), range(3, N, 42)
    apart = [*range(20), *range(90, 110)]
    largest = float(np.sort(arrays.flows.ravel())[-250])
    return {
        "nation": Network(everything(), everything()),
        "province": Network(only(*province), only(*province)),
        "sector": Network(only(*sector), only(*sector)),
        "provinces": Network(only(*apart), only(*apart)),
        "largest": Network(everything(), everything(), least=largest),
        "scaled": Network(tuple(np.linspace(0.1, 3, N).tolist()), everything(), least=20.0),
        "coefficients": coefficients(arrays),
        "nothing": Network(everything(), everything(), least=1e12),
    }


SCOPES = (
    "nation",
    "province",
    "sector",
    "provinces",
    "largest",
    "scaled",
    "coefficients",
    "nothing",
)


@pytest.mark.parametrize("scope", SCOPES)
@pytest.mark.parametrize("name", ALGORITHMS)
def test_graph_data_science_and_the_pure_function_agree(
    engine: Gds, arrays: EditionArrays, name: str, scope: str
) -> None:
    network, algorithm = networks(arrays)[scope], ALGORITHMS[name]
    weights = network.weights(arrays.flows)
    found = engine.run(name, Specification("2017", network))
    wanted = algorithm.reference(weights, network.lengths(weights))
    assert list(found) == list(wanted) == list(algorithm.units)
    assert algorithm.apart(weights, found, wanted) <= algorithm.tolerance


def test_strengths_in_whole_units_are_the_same_numbers(engine: Gds, arrays: EditionArrays) -> None:
    network = Network(everything(0.05), everything(), whole=True)
    found = engine.run("strengths", Specification("2017", network))
    wanted = vars(strengths(network.weights(arrays.flows)))
    assert {name: values.tolist() for name, values in found.items()} == {
        name: values.tolist() for name, values in wanted.items()
    }
    assert wanted["customers"].sum() < np.count_nonzero(arrays.flows) - N


def test_the_server_rounds_halves_as_ours(economies: RunningNeo4j) -> None:
    values = [0.5, 1.5, 2.5, 3.5, 1e6 + 0.5, 0.49999999999999994, 2.675e9, 1e15 + 0.5, 1e17]
    (row,) = economies.run(
        "RETURN [x IN $values | round(x, 0, 'HALF_EVEN')] AS whole", values=values
    )
    assert row["whole"] == np.rint(values).tolist()


@pytest.mark.parametrize("count", [1, 2, 25])
@pytest.mark.parametrize("ends", [(0, 100), (50, 3), (125, 42)])
def test_the_best_chains_are_the_same_ones(
    engine: Gds, arrays: EditionArrays, ends: tuple[int, int], count: int
) -> None:
    network = coefficients(arrays)
    a = usable(arrays.flows / arrays.figures["output_mcny"])
    wanted = best_chains(a, *ends, count)
    found = in_order(a, engine.chains(Specification("2017", network), *ends, count))
    assert [chain.path for chain in found] == [chain.path for chain in wanted]
    assert len(found) == count


def test_where_no_chain_leads_there_is_none(engine: Gds) -> None:
    alone = Specification("2017", Network(only(0, 60), only(0, 60), least=1e12, logarithmic=True))
    assert engine.chains(alone, 0, 1, 3) == []
    assert engine.chains(alone, 0, 1, 1) == []


@pytest.mark.parametrize("shrinking", [0.9, 0.965, 0.99, 0.995])
def test_values_that_settle_are_given(shrinking: float) -> None:
    asked: list[int] = []

    def after(rounds: int) -> Answer:
        asked.append(rounds)
        return {"score": np.array([1.0 + shrinking**rounds, 1.0])}

    assert settled(after)["score"][0] == pytest.approx(1.0, abs=1e-9)
    assert asked == [20 * 2**k for k in range(len(asked))]
    assert asked[-1] <= MOST


@pytest.mark.parametrize("shrinking", [0.9985, 0.9999, 1.0005])
def test_that_values_would_not_settle_is_foreseen(shrinking: float) -> None:
    def after(rounds: int) -> Answer:
        return {"score": np.array([1.0 + 1e-3 * shrinking**rounds, 1.0])}

    with pytest.raises(QueryTimeout, match=f"still change after {JUDGED} rounds") as raised:
        settled(after)
    assert "engine=numpy" in raised.value.hint


@pytest.mark.parametrize("shrinking", [0.97, 0.99, 0.997, 0.999])
def test_what_is_left_is_foreseen_exactly_where_the_error_shrinks_alike(shrinking: float) -> None:
    changes = [shrinking ** (r / 2) - shrinking**r for r in (80, 160, MOST)]
    told = _left(changes[1], changes[1] / changes[0], 160)
    assert told == pytest.approx(changes[2], rel=1e-6)


def test_each_algorithm_says_what_it_is_for_and_in_which_unit() -> None:
    for name, algorithm in ALGORITHMS.items():
        assert algorithm.purpose, name
        assert algorithm.procedure.startswith("gds."), name
        assert algorithm.units, name
        assert 0 <= algorithm.tolerance <= 0.02, name


def test_the_document_tells_of_each_algorithm_what_the_program_knows() -> None:
    text = (Path(__file__).resolve().parents[2] / "docs" / "gds.md").read_text(encoding="utf-8")
    for name, algorithm in ALGORITHMS.items():
        (row,) = (line for line in text.splitlines() if line.startswith(f"| `{name}` |"))
        assert algorithm.purpose in row
        assert f"`{algorithm.procedure}`" in row
        if name not in ("leiden", "wcc", "scc"):
            assert f"{algorithm.tolerance:g}" in row
