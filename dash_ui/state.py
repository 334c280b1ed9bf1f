"""The URL is the state: what a view shows, read from a query string and checked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from urllib.parse import parse_qsl

from dash_ui.i18n import DEFAULT_LANGUAGE, LANGUAGES

THEMES = ("light", "dark")
SIZES = ("boxcox", "linear")
LINKS = (10, 300)
GRAVITY = (0.05, 0.95)
REPULSION = (100, 2000)
DEFAULT_LINKS = 88
NARROW_LINKS = 34
DEFAULT_PROVINCE = "GD"
DEFAULT_INDICATOR = "co2_kt"
NO_CO2 = "none"


@dataclass(frozen=True)
class Choices:
    """What may be chosen: ids of editions, provinces, indicators and backbone methods.

    ``co2`` holds the CO2 sources of each edition, its own first.
    """

    editions: Sequence[str]
    provinces: Sequence[str]
    indicators: Sequence[str]
    methods: Sequence[str]
    co2: Mapping[str, Sequence[str]] = field(default_factory=dict)


@dataclass(frozen=True)
class State:
    """The choices behind one drawing of the network page; all of them stand in the URL."""

    edition: str
    province: str
    indicator: str
    method: str
    links: int
    gravity: float
    repulsion: int
    size: str
    co2: str
    lang: str
    theme: str

    def as_dict(self) -> dict[str, str | int | float]:
        """Plain values by name, as the browser keeps them."""
        return asdict(self)


@dataclass(frozen=True)
class BadValue:
    """A value of the URL that is not allowed, and the default that took its place."""

    key: str
    value: str
    used: str | int | float


class Reader:
    """Reads values of a query string; ``bad`` gathers those that are refused."""

    def __init__(self, query: Mapping[str, str]) -> None:
        self.query = query
        self.bad: list[BadValue] = []

    def one_of(self, key: str, allowed: Sequence[str], default: str) -> str:
        """The value of ``key`` where it is allowed, else the default."""
        value = self.query.get(key)
        if value is None or value == default or value in allowed:
            return default if value is None else value
        self.bad.append(BadValue(key, value, default))
        return default

    def within(self, key: str, bounds: tuple[float, float], default: float) -> float:
        """The number that ``key`` gives where it is within bounds, else the default."""
        value = self.query.get(key)
        if value is None:
            return default
        try:
            number = float(value)
        except ValueError:
            number = float("nan")
        if bounds[0] <= number <= bounds[1]:
            return number
        self.bad.append(BadValue(key, value, default))
        return default


def preferred(wanted: str, allowed: Sequence[str]) -> str:
    """``wanted`` where it is allowed, else the first that is."""
    return wanted if wanted in allowed else allowed[0]


def parse(search: str) -> dict[str, str]:
    """The parameters of a URL's query string; the last of equal names counts."""
    return dict(parse_qsl(search.lstrip("?"), keep_blank_values=True))


def read(
    query: Mapping[str, str], choices: Choices, *, narrow: bool = False
) -> tuple[State, tuple[BadValue, ...]]:
    """The state that a query string asks for, defaults for the rest, and the refused values.

    ``narrow`` (a phone) lowers the default number of links.
    """
    reader = Reader(query)
    edition = reader.one_of("edition", choices.editions, choices.editions[0])
    emissions = choices.co2.get(edition, ())
    state = State(
        edition=edition,
        province=reader.one_of(
            "province", choices.provinces, preferred(DEFAULT_PROVINCE, choices.provinces)
        ),
        indicator=reader.one_of(
            "indicator", choices.indicators, preferred(DEFAULT_INDICATOR, choices.indicators)
        ),
        method=reader.one_of("method", choices.methods, choices.methods[0]),
        links=int(reader.within("links", LINKS, NARROW_LINKS if narrow else DEFAULT_LINKS)),
        gravity=reader.within("gravity", GRAVITY, 0.2),
        repulsion=int(reader.within("repulsion", REPULSION, 600)),
        size=reader.one_of("size", SIZES, SIZES[0]),
        co2=reader.one_of("co2", emissions, emissions[0] if emissions else NO_CO2),
        lang=reader.one_of("lang", LANGUAGES, DEFAULT_LANGUAGE),
        theme=reader.one_of("theme", THEMES, THEMES[0]),
    )
    return state, tuple(reader.bad)
