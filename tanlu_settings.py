"""What the commands share: the settings of the environment, and the option that names a store."""

from __future__ import annotations

import sys
from typing import Annotated

import typer
from pydantic import ValidationError
from pydantic_settings import SettingsError

from graph_service.settings import Settings
from graph_service.store.neo4j_url import with_credentials


def _settings() -> Settings:
    try:
        return Settings()
    except ValidationError as error:
        for problem in error.errors():
            name = f"TANLU_{str(problem['loc'][0]).upper()}"
            typer.echo(f"error: {name}: {problem['msg']}, not {problem['input']!r}", err=True)
    except SettingsError as error:
        typer.echo(f"error: {error}", err=True)
    typer.echo("       .env.example lists the settings and their defaults.", err=True)
    sys.exit(2)


settings = _settings()


def store_url(url: str) -> str:
    """A store URL with the user and password of the settings, where it names none."""
    return with_credentials(url, settings.neo4j_user, settings.neo4j_password.get_secret_value())


URL = typer.Option("--store", help="Store URL", envvar="TANLU_STORE", callback=store_url)
StoreUrl = Annotated[str, URL]
