"""Icons of our own: an SVG file in ``assets/icons`` shown as a CSS mask, so it takes the ink."""

from __future__ import annotations

from dash import html

from dash_ui.attributes import aria


def icon(name: str, size: int = 16) -> html.Span:
    """The icon ``name``; decorative, so hidden from screen readers."""
    style = {"--icon": f"var(--icon-{name})", "width": size, "height": size}
    return html.Span(className="icon", style=style, **aria(hidden="true"))
