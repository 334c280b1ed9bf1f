"""Attributes of HTML whose names are no Python names."""

from __future__ import annotations

from typing import Any


def aria(**values: str) -> dict[str, Any]:
    """``aria-`` attributes for screen readers: ``aria(label="Close")``."""
    return {f"aria-{name}": value for name, value in values.items()}


def does(action: str, target: str = "") -> dict[str, Any]:
    """What ``assets/shell.js`` or the page does, and with what, when a person clicks it."""
    return {"data-do": action, **({"data-id": target} if target else {})}
