"""Words of the interface in three languages, and the right name of a named thing."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

LANGUAGES = ("en", "zh", "zh_hant")
DEFAULT_LANGUAGE = "en"
FOLDER = Path(__file__).parent / "text"


@cache
def texts(lang: str) -> Mapping[str, str]:
    """All texts of a language: flat keys to sentences with ``{placeholders}``."""
    loaded: dict[str, str] = json.loads((FOLDER / f"{lang}.json").read_text(encoding="utf-8"))
    return loaded


def t(key: str, lang: str, /, **values: object) -> str:
    """The text of ``key`` in ``lang`` with its placeholders filled; KeyError for an unknown key."""
    text = texts(lang)[key]
    return text.format(**values) if values else text


def words(prefix: str, lang: str) -> dict[str, str]:
    """All texts whose key starts with ``prefix``, keyed by the rest: what the browser needs."""
    start = f"{prefix}."
    return {k[len(start) :]: text for k, text in texts(lang).items() if k.startswith(start)}


def name(row: Mapping[str, Any], lang: str, *, kind: str = "name") -> str:
    """The ``name`` (or ``short``, ``description``) of a catalogue row in ``lang``."""
    return pretty(str(row.get(f"{kind}_{lang}") or row.get(f"name_{lang}") or row.get("code", "")))


def pretty(text: str) -> str:
    """Chemistry as it is printed: CO2 with a subscript."""
    return text.replace("CO2", "CO₂")
