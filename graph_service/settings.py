"""Settings of the application: one frozen object, built only in ``tanlu.py``."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from graph_service.reference import ROOT


class Settings(BaseSettings):
    """Read from the environment (prefix ``TANLU_``) and from ``.env``."""

    model_config = SettingsConfigDict(
        env_prefix="TANLU_", env_file=".env", frozen=True, extra="ignore"
    )

    store: str = Field(
        f"embedded:{ROOT / 'data' / 'build' / 'tanlu.lbug'}", description="Store URL of the graph"
    )
    neo4j_user: str = Field(
        "neo4j", description="User of a Neo4j store whose URL names none, with the password below"
    )
    neo4j_password: SecretStr = Field(
        SecretStr(""), description="Password of a Neo4j store whose URL has none"
    )
    array_cache: str = Field(
        str(ROOT / "data" / "build" / "arrays"),
        description="Folder that keeps what was read from a Neo4j store; empty: none",
    )
    raw: Path = Field(
        ROOT / "data" / "raw", description="Folder whose workbooks `make serve` loads"
    )
    host: str = Field("127.0.0.1", description="Address on which the service listens")
    port: int = Field(8050, ge=0, le=65535, description="Port on which the service listens")
    allowed_hosts: list[str] = Field(
        ["127.0.0.1", "localhost", "[::1]"],
        description="Host names under which the service may be called, as a JSON list",
    )
    cors_origins: list[str] = Field(
        [], description="Origins whose pages may call the API, as a JSON list"
    )
    query_timeout_s: float = Field(
        30.0, gt=0, description="Time limit of a named query, in seconds"
    )
    cypher_timeout_s: float = Field(
        10.0, gt=0, description="Longest time limit that an ad-hoc statement may ask for, seconds"
    )
    cypher_rows: int = Field(
        10_000, ge=1, description="Most rows that an ad-hoc statement may ask for"
    )
    page_rows: int = Field(10_000, ge=1, description="Most rows of one page of any answer")
    body_bytes: int = Field(1 << 20, ge=1024, description="Largest request body, in bytes")
    heavy_queries: int = Field(
        4,
        ge=1,
        description="Ad-hoc statements, named queries and heavy analyses that run at the same time",
    )
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        "WARNING", description="DEBUG, INFO, WARNING or ERROR"
    )
