"""The words of the interface: the same keys in three languages, real scripts, no key unused."""

from __future__ import annotations

import ast
import re
import string
from pathlib import Path

import pytest

from dash_ui import data_view, i18n, numbers
from dash_ui.state import Choices, read
from loader import balances
from tests.reference.test_reference import PAIRS

ROOT = Path(__file__).resolve().parents[2] / "dash_ui"
SOURCES = "\n".join(
    path.read_text(encoding="utf-8") for path in [*ROOT.rglob("*.py"), *ROOT.glob("assets/*.js")]
)
CHOICES = Choices(
    ["2017", "2017new"],
    ["BJ", "GD"],
    ["co2_kt", "output_mcny"],
    ["top_share"],
    {"2017": ["mrio_row", "inventory"], "2017new": []},
)


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("lang", ["zh", "zh_hant"])
def test_each_language_has_the_same_keys_and_placeholders(lang: str) -> None:
    english, other = i18n.texts("en"), i18n.texts(lang)
    assert list(english) == list(other)
    for key, text in english.items():
        missing = placeholders(other[key]) - placeholders(text)
        assert not missing or key == "summary.cover_note", key


def test_every_key_is_used() -> None:
    for key in i18n.texts("en"):
        prefix, _, rest = key.partition(".")
        whole = f'"{key}"' in SOURCES
        built = re.search(rf'f"{prefix}\.\{{', SOURCES) is not None
        handed = f'words("{prefix}"' in SOURCES
        if prefix in ("card", "shell"):  # handed to our own scripts, which name each word
            handed = re.search(rf'words\.{rest}\b|word\("{rest}"\)', SOURCES) is not None
        assert whole or built or handed, key


def test_traditional_texts_hold_no_simplified_character() -> None:
    simplified = {one for one, other in PAIRS.items() if one != other and one not in "后里余"}
    for key, text in i18n.texts("zh_hant").items():
        assert not simplified & set(text), (key, simplified & set(text))


def test_simplified_texts_hold_no_traditional_character() -> None:
    traditional = set(PAIRS.values()) - set(PAIRS)
    for key, text in i18n.texts("zh").items():
        assert not traditional & set(text), (key, traditional & set(text))


def test_every_kind_of_finding_has_a_title() -> None:
    texts = i18n.texts("en")
    for file in (ROOT.parent / "loader").glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Finding":
                code = node.args[1]
                if isinstance(code, ast.Constant):
                    assert f"finding.{code.value}" in texts, (file.name, code.value)
    for code in balances.IDENTITIES:
        assert f"finding.{code}" in texts or code.startswith("column_balance"), code
    assert data_view.title("never_heard_of", "zh") == "never heard of"


def test_an_unknown_key_is_an_error() -> None:
    with pytest.raises(KeyError):
        i18n.t("no.such.key", "en")


@pytest.mark.parametrize(
    ("value", "unit", "lang", "said"),
    [
        (276_972.0, "kt CO2", "en", ("277.0", "Mt")),
        (276_972.0, "kt CO2", "zh", ("2.77", "亿吨")),
        (9_410_510.0, "kt CO2", "en", ("9.41", "Gt")),
        (42.0, "kt CO2", "en", ("42", "kt")),
        (42.0, "kt CO2", "zh", ("4", "万吨")),
        (791_941.0, "million CNY", "en", ("791.9", "bn CNY")),
        (791_941.0, "million CNY", "zh", ("7,919.4", "亿元")),
        (82_230_029.0, "million CNY", "en", ("82.23", "trillion CNY")),
        (82_230_029.0, "million CNY", "zh", ("82.23", "万亿元")),
        (-1234.0, "million CNY", "en", ("−1.2", "bn CNY")),
        (0.0, "million CNY", "en", ("0", "million CNY")),
        (None, "kt CO2", "en", ("–", "")),
        (0.713, "t CO2 per 10,000 CNY", "en", ("0.713", "t/10k CNY")),
        (5.32, "t CO2 per 10,000 CNY", "zh", ("5.32", "吨/万元")),
        (0.0241375, "1", "en", ("0.0241", "")),
        (0.000312, "1", "zh", ("0.00031", "")),
        (0.000004, "1", "en", ("< 0.00001", "")),
        (2.1213, "1", "en", ("2.12", "")),
    ],
)
def test_figures_are_written_in_the_unit_of_the_reader(
    value: float | None, unit: str, lang: str, said: tuple[str, str]
) -> None:
    assert numbers.quantity(value, unit, lang) == said


def test_one_list_has_one_unit_in_which_its_smallest_keeps_two_digits() -> None:
    scale = numbers.column_scale("million CNY", [1_200_000.0, 35_000.0], "en")
    assert scale.unit("en") == "bn CNY"


@pytest.mark.parametrize(
    ("fraction", "text"),
    [(0.753, "75.3\u202f%"), (0.0, "0.0\u202f%"), (0.0001, "< 0.1\u202f%"), (None, "–")],
)
def test_shares_are_written_with_a_narrow_space(fraction: float | None, text: str) -> None:
    assert numbers.percent(fraction) == text


def test_a_state_is_read_from_a_query_string() -> None:
    query = {"edition": "2017new", "province": "BJ", "links": "40", "gravity": "0.5"}
    state, bad = read(query, CHOICES)
    assert (state.edition, state.province, state.links, state.gravity) == ("2017new", "BJ", 40, 0.5)
    assert bad == ()


def test_the_co2_source_is_one_that_the_edition_has() -> None:
    assert read({}, CHOICES)[0].co2 == "mrio_row"
    assert read({"co2": "inventory"}, CHOICES)[0].co2 == "inventory"
    state, bad = read({"edition": "2017new", "co2": "inventory"}, CHOICES)
    assert state.co2 == "none"
    assert [(one.key, one.value, one.used) for one in bad] == [("co2", "inventory", "none")]
    assert read({"edition": "2017new", "co2": "none"}, CHOICES)[1] == ()


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("edition", "1999"),
        ("province", "<script>"),
        ("links", "1e9"),
        ("links", "many"),
        ("gravity", "nan"),
        ("repulsion", "-5"),
        ("size", "huge"),
        ("lang", "fr"),
    ],
)
def test_a_bad_value_gives_the_default_and_is_named(key: str, value: str) -> None:
    default, _ = read({}, CHOICES)
    state, bad = read({key: value}, CHOICES)
    assert getattr(state, key) == getattr(default, key)
    assert [(one.key, one.value) for one in bad] == [(key, value)]
