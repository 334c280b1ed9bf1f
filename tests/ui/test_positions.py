"""Where nodes are drawn: within the box, apart from each other, the same each time."""

from __future__ import annotations

import numpy as np
import pytest

from dash_ui.elements import diameters
from dash_ui.positions import arranged

BOX = (840.0, 470.0)
LABEL = 17.0


def layout(gravity: float = 0.2, repulsion: float = 600, count: int = 28) -> np.ndarray:
    random = np.random.default_rng(5)
    pairs = {tuple(random.integers(0, count, 2)) for _ in range(70)}
    links = tuple((int(a), int(b), float(random.random())) for a, b in sorted(pairs) if a != b)
    radii, widths = tuple([14.0] * count), tuple([70.0] * count)
    arranged.cache_clear()
    return arranged(links, radii, widths, BOX, gravity, repulsion, LABEL)


def test_a_view_looks_the_same_each_time() -> None:
    np.testing.assert_array_equal(layout(), layout())


@pytest.mark.parametrize("gravity", [0.05, 0.2, 0.95])
@pytest.mark.parametrize("repulsion", [100, 600, 2000])
def test_all_nodes_and_labels_stay_in_the_box(gravity: float, repulsion: float) -> None:
    where = layout(gravity, repulsion)
    assert (where[:, 0] >= 35).all()
    assert (where[:, 0] <= BOX[0] - 35).all()
    assert (where[:, 1] >= 14).all()
    assert (where[:, 1] <= BOX[1] - 14).all()


def test_no_two_nodes_with_their_labels_overlap() -> None:
    where = layout()
    apart = np.abs(where[:, None] - where[None, :])
    hit = (apart[..., 0] < 70) & (apart[..., 1] < 14 * 2 + LABEL)
    assert np.count_nonzero(np.triu(hit, 1)) == 0


def test_gravity_draws_the_whole_together() -> None:
    loose, tight = layout(gravity=0.05), layout(gravity=0.95)
    assert tight.std(axis=0).sum() < loose.std(axis=0).sum()


def test_repulsion_changes_the_picture() -> None:
    assert np.abs(layout(repulsion=100) - layout(repulsion=2000)).mean() > 5


def test_linear_diameters_follow_the_figure_and_boxcox_its_order() -> None:
    values = [100.0, 50.0, None, -3.0, 0.0]
    linear = diameters(values, "linear", (12, 50))
    assert linear == [50, 31, 12, 12, 12]
    curved = diameters(values, "boxcox", (12, 50))
    assert curved[0] == 50
    assert 12 < curved[1] < 50
    assert curved[2:] == [12, 12, 12]
