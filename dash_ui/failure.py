"""The card that stands where something could not be shown."""

from __future__ import annotations

from typing import Any

from dash import dcc, html

from dash_ui.i18n import t
from dash_ui.icons import icon
from graph_service.errors import TanluError


def failure(error: TanluError, lang: str) -> list[Any]:
    """A sentence, what to do, the code, Try again and Copy details; never a traceback."""
    return [
        html.Div(
            className="card failure",
            role="alert",
            children=[
                html.H2([icon("warn"), t("error.title", lang)]),
                html.P(error.message),
                html.P(error.hint) if error.hint else None,
                html.P(t("error.code", lang, code=error.code), className="muted"),
                html.Div(
                    className="tools",
                    children=[
                        html.A(t("error.again", lang), href="", className="button primary"),
                        html.Span(
                            [
                                dcc.Clipboard(
                                    content=f"{error.code}: {error.message}",
                                    title=t("error.copy", lang),
                                ),
                                t("error.copy", lang),
                            ],
                            className="button",
                        ),
                    ],
                ),
            ],
        )
    ]
