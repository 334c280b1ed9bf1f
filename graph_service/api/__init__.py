"""The HTTP API: ``create_app`` puts routes, limits and the one error shape together."""

from graph_service.api.app import create_app

__all__ = ["create_app"]
