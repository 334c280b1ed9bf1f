"""Where the nodes of a network are drawn: spring layout, box filled, labels pushed apart.

Everything starts from fixed positions, so a view looks the same each time.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Links = tuple[tuple[int, int, float], ...]

ITERATIONS = 160
PUSHES = 300
SLACK = 0.6


def label_width(text: str, font_size: float) -> float:
    """Estimated width in px: a Chinese character is as wide as the type is high, Latin half."""
    wide = sum(unicodedata.east_asian_width(letter) in "WF" for letter in text)
    return font_size * (1.02 * wide + 0.57 * (len(text) - wide))


@lru_cache(maxsize=512)
def spring(count: int, links: Links, gravity: float, repulsion: float) -> Array:
    """Positions (count, 2) of a force-directed layout after Jacomy et al. 2014 (ForceAtlas2).

    Linked nodes attract by the root of their weight, all repel by their degrees over distance,
    gravity pulls to the centre. ``repulsion`` 100-2000 and ``gravity`` 0.05-0.95.
    """
    pull = np.zeros((count, count))
    for a, b, weight in links:
        pull[a, b] += weight**0.5
        pull[b, a] += weight**0.5
    pull /= max(pull.max(initial=0.0), 1e-9)
    mass = 1.0 + (pull > 0).sum(axis=1) ** 0.75
    angle = np.linspace(0.0, 2 * np.pi, count, endpoint=False)
    ring = 1 + 0.1 * (np.arange(count) % 3)
    where = np.column_stack((ring * np.cos(angle), ring * np.sin(angle)))
    push = repulsion / 6000.0 * np.outer(mass, mass) / mass.mean() ** 2
    for step in range(ITERATIONS):
        apart = where[:, None, :] - where[None, :, :]
        square = np.einsum("ijk,ijk->ij", apart, apart) + 1e-3
        force = np.einsum("ij,ijk->ik", push / square - pull, apart)
        force -= gravity * where * (0.5 + mass[:, None] / mass.max())
        length = np.sqrt((force**2).sum(axis=1, keepdims=True)) + 1e-9
        limit = 0.25 * (1 - step / ITERATIONS) + 0.005
        where = where + force / length * np.minimum(0.12 * length, limit)
    return where


def _fill(where: Array, gravity: float, repulsion: float) -> Array:
    """Axes as fractions of the box: measures blended with ranks, the more the stronger repulsion.

    Gravity draws the whole together.
    """
    low, high = where.min(axis=0), where.max(axis=0)
    measured = (where - low) / np.maximum(high - low, 1e-9)
    ranked = where.argsort(axis=0).argsort(axis=0) / max(len(where) - 1, 1)
    blend = 0.15 + 0.7 * (repulsion / 2000.0) ** 0.5
    filled: Array = (1 - blend) * measured + blend * ranked
    spread = 1.0 - 0.42 * gravity
    return 0.5 + spread * (filled - 0.5)


def _separate(centre: Array, half: Array, box: tuple[float, float]) -> Array:
    """Centres (n, 2) moved until the rectangles of half sizes ``half`` (n, 2) do not overlap."""
    lower, upper = half.T.copy(), np.maximum(np.asarray(box) - half, half).T.copy()
    where = centre.T.copy()
    need = half.T[:, :, None] + half.T[:, None, :]
    np.einsum("kii->ki", need)[:] = -np.inf
    order = np.arange(len(centre))
    tie = np.sign(order[:, None] - order[None, :]) * 0.01
    for turn in range(PUSHES):
        apart = where[:, :, None] - where[:, None, :] + tie
        overlap = need - np.abs(apart)
        hit = (overlap[0] > 0) & (overlap[1] > 0)
        if not hit.any():
            break
        # Sideways is preferred; a jam at the border is broken by turns of the preference.
        jammed = turn > PUSHES // 3
        sideways = overlap[0] < overlap[1] * ((2.4 if turn % 7 < 3 else 0.4) if jammed else 1.6)
        move = np.where(apart > 0, overlap + SLACK, -overlap - SLACK)
        where[0] += 0.4 * np.where(hit & sideways, move[0], 0.0).sum(axis=1)
        where[1] += 0.4 * np.where(hit & ~sideways, move[1], 0.0).sum(axis=1)
        np.clip(where, lower, upper, out=where)
    return where.T


@lru_cache(maxsize=512)
def arranged(
    links: Links,
    radii: tuple[float, ...],
    widths: tuple[float, ...],
    box: tuple[float, float],
    gravity: float,
    repulsion: float,
    label_height: float,
) -> Array:
    """Positions (n, 2) of the node centres in a ``box`` of px: no node or label covers another.

    The rectangle of a node holds its circle (radius in px) and the label below it.
    """
    count = len(radii)
    if count == 0:
        return np.zeros((0, 2))
    radius = np.asarray(radii)
    half = np.column_stack(
        (np.maximum(radius, np.asarray(widths) / 2) + 3, radius + label_height / 2 + 2)
    )
    where = _fill(spring(count, links, gravity, repulsion), gravity, repulsion)
    centre = half + where * (np.asarray(box) - 2 * half)
    centre = _separate(centre, half, box)
    lift = np.column_stack((np.zeros(count), np.full(count, label_height / 2)))
    return np.asarray(np.round(centre - lift, 1))
