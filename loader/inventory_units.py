"""The unit of an emission inventory: Mt CO2, in whatever words."""

from __future__ import annotations

import re

from graph_service.errors import SourceDefect
from loader import labels

MEGATONNE = re.compile(r"mt|millionto?nn?e?s?|百万吨|百萬噸")
WORDS = re.compile(r"co2|二氧化碳|unit|单位|單位|of")


def check_unit(label: str, place: str) -> bool:
    """Whether a label states the unit Mt (of CO2); False for a blank one.

    Raises:
        SourceDefect: it states anything else, such as kt, 万吨 or Mt of carbon.
    """
    key = labels.key(label)
    rest = MEGATONNE.sub("", WORDS.sub("", key))
    if rest:
        raise SourceDefect(
            f"expected the unit Mt CO2, found {label!r}",
            place=place,
            hint="every figure would be off; convert the sheet to Mt of CO2",
        )
    return MEGATONNE.search(key) is not None
