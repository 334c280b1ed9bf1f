"""How figures are written: unit, digits and separators by language.

A raw value is in the graph's unit (million CNY, kt CO2, t CO2 per 10,000 CNY, 1); a ``Scale``
turns it into the unit that a reader of the language expects.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median

from dash_ui.i18n import t

MINUS = "−"
MISSING = "–"
THIN = "\u202f"

MONEY = "million CNY"
CARBON = "kt CO2"
INTENSITY = "t CO2 per 10,000 CNY"
NUMBER = "1"


@dataclass(frozen=True)
class Scale:
    """A display unit: raw value x ``factor``, with ``digits`` decimals; ``key`` names its text.

    Values below 1 keep ``significant`` digits, in no more than ``most`` decimals.
    """

    key: str
    factor: float
    digits: int
    significant: int = 2
    most: int = 3

    def unit(self, lang: str) -> str:
        """The unit's name in ``lang``; empty for a pure number."""
        return t(f"unit.{self.key}", lang) if self.key else ""


# (smallest raw value for which the unit is used, scale), largest unit first
_STEPS: dict[tuple[str, bool], tuple[tuple[float, Scale], ...]] = {
    (MONEY, False): (
        (1e6, Scale("trillion_cny", 1e-6, 2)),
        (1e2, Scale("bn_cny", 1e-3, 1)),
        (0, Scale("million_cny", 1, 0)),
    ),
    (MONEY, True): (
        (1e6, Scale("trillion_cny", 1e-6, 2)),
        (1e2, Scale("bn_cny", 1e-2, 1)),
        (0, Scale("million_cny", 1, 0)),
    ),
    (CARBON, False): (
        (1e6, Scale("gt", 1e-6, 2)),
        (1e2, Scale("mt", 1e-3, 1)),
        (0, Scale("kt", 1, 0)),
    ),
    (CARBON, True): (
        (1e6, Scale("mt", 1e-5, 1)),
        (1e5, Scale("mt", 1e-5, 2)),
        (0, Scale("kt", 1e-1, 0)),
    ),
}
_TABLE = {
    (MONEY, False): Scale("million_cny", 1, 0),
    (MONEY, True): Scale("million_cny", 1, 0),
    (CARBON, False): Scale("kt", 1, 0),
    (CARBON, True): Scale("kt", 1e-1, 0),
}
_INTENSITY = Scale("intensity", 1, 2, significant=3)
_PLAIN = Scale("", 1, 2, significant=3, most=5)


def scale_for(unit: str, values: Iterable[float | None], lang: str) -> Scale:
    """One scale for a card or figure: the unit in which its largest value reads naturally."""
    if unit == INTENSITY:
        return _INTENSITY
    steps = _STEPS.get((unit, lang != "en"))
    if steps is None:
        return _PLAIN
    largest = max((abs(value) for value in values if value is not None), default=0.0)
    return next(scale for least, scale in steps if largest >= least)


def column_scale(unit: str, values: Iterable[float | None], lang: str) -> Scale:
    """One scale for a list: the largest unit in which its smallest value keeps two digits."""
    known = [abs(value) for value in values if value]
    steps = _STEPS.get((unit, lang != "en"))
    if steps is None or not known:
        return scale_for(unit, known, lang)
    least = min(known)
    fits = (scale for _, scale in steps if least * scale.factor * 10**scale.digits >= 10)
    return next(fits, steps[-1][1])


def table_scale(unit: str, values: Sequence[float | None], lang: str) -> Scale:
    """One scale for a table column: fixed unit, decimals so that the middle value keeps three."""
    if unit == INTENSITY:
        return Scale("intensity", 1, 3)
    scale = _TABLE.get((unit, lang != "en"), _PLAIN)
    shown = [abs(value * scale.factor) for value in values if value]
    middle = median(shown) if shown else 100.0
    if scale is _PLAIN:
        return Scale("", 1, min(max(2 - math.floor(math.log10(middle)), 0), 6))
    return Scale(scale.key, scale.factor, 0 if middle >= 100 else 1 if middle >= 10 else 2)


def number(value: float | None, scale: Scale) -> str:
    """``value`` on ``scale``: thousands commas, true minus, small values by significant digits.

    Missing is a dash, zero is 0; what is too small for its decimals is written "< 0.001".
    """
    if value is None or math.isnan(value):
        return MISSING
    shown = value * scale.factor
    size = abs(shown)
    if size == 0:
        return "0"
    sign = MINUS if shown < 0 else ""
    least = 10.0**-scale.most
    if size < least:
        return f"> {MINUS}{least:.{scale.most}f}" if sign else f"< {least:.{scale.most}f}"
    digits = scale.digits
    if size < 1:
        digits = max(digits, min(scale.most, scale.significant - 1 - math.floor(math.log10(size))))
    return f"{sign}{size:,.{digits}f}"


def quantity(value: float | None, unit: str, lang: str) -> tuple[str, str]:
    """A figure on its own: its number and the name of its unit (empty where it is missing)."""
    scale = scale_for(unit, (value,), lang)
    return number(value, scale), "" if value is None else scale.unit(lang)


def adds_up(unit: str) -> bool:
    """Whether a sum over industries means something, and so a share of it: money and carbon."""
    return unit in (MONEY, CARBON)


def percent(fraction: float | None, digits: int = 1) -> str:
    """A share as text: 0.753 is "75.3 %" with a narrow space; tiny ones are "< 0.1 %"."""
    if fraction is None or math.isnan(fraction):
        return MISSING
    shown = 100 * fraction
    least = 10.0**-digits
    if 0 < shown < least / 2:
        return f"< {least:.{digits}f}{THIN}%"
    return f"{shown:.{digits}f}{THIN}%"
