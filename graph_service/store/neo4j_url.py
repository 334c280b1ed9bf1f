"""What a store URL of Neo4j says: ``neo4j+s://USER:PASSWORD@HOST:PORT/DATABASE``."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, unquote, urlsplit

from graph_service.errors import BadParameter

SCHEMES = ("bolt", "bolt+s", "bolt+ssc", "neo4j", "neo4j+s", "neo4j+ssc")
"""``neo4j`` finds its way in a cluster, ``+s`` is TLS, ``+ssc`` TLS with any certificate."""
PORT = 7687
RESERVED = "/?#[]"
"""Characters that end the part of a URL in which a password stands, or have a meaning in it."""
FORM = "Write it as bolt://USER:PASSWORD@HOST:PORT/DATABASE; port and database may be left out."


@dataclass(frozen=True)
class Address:
    """A database on a server, and who asks. An empty ``database`` is the user's home database."""

    scheme: str
    host: str
    port: int
    database: str
    user: str
    password: str = field(repr=False)
    routing: str = ""

    @property
    def uri(self) -> str:
        """What the driver connects to: no user, no password, no database."""
        return f"{self.scheme}://{self.place}{self.routing and '?'}{self.routing}"

    @property
    def place(self) -> str:
        """Host and port."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{host}:{self.port}"

    @property
    def url(self) -> str:
        """The store URL, with the password."""
        who = f"{quote(self.user, safe='')}:{quote(self.password, safe='')}@" if self.user else ""
        where = f"/{quote(self.database, safe='')}" if self.database else ""
        return f"{self.scheme}://{who}{self.place}{where}{self.routing and '?'}{self.routing}"

    def as_dict(self) -> dict[str, Any]:
        """The fields by name, the password with them: for a process of ours."""
        return dataclasses.asdict(self)


def parse(url: str) -> Address:
    """Read a store URL; raises ``BadParameter`` without saying the password."""
    who, _, _ = url.partition("://")[2].rpartition("@")
    if set(who) & set(RESERVED):
        told = ", ".join(f"{quote(one, safe='')} for {one}" for one in RESERVED)
        raise BadParameter(
            "a store URL of Neo4j takes special characters of a password percent-encoded only",
            hint=f"Write {told}; or give the password as TANLU_NEO4J_PASSWORD, as it is.",
        )
    try:
        parts = urlsplit(url)
        port = parts.port or PORT
    except ValueError as error:
        raise BadParameter("a store URL of Neo4j has no such port", hint=FORM) from error
    database = unquote(parts.path.strip("/"))
    if parts.scheme not in SCHEMES or not parts.hostname or "/" in database:
        raise BadParameter(f"not a store URL of Neo4j: {parts.scheme}://…", hint=FORM)
    return Address(
        scheme=parts.scheme,
        host=parts.hostname,
        port=port,
        database=database,
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        routing=parts.query,
    )


def with_credentials(url: str, user: str, password: str) -> str:
    """The URL with user and password, where it is one of Neo4j and names none itself.

    The password alone is added to a URL that names a user only.
    """
    if url.partition(":")[0] not in SCHEMES:
        return url
    address = parse(url)
    if address.password or not password:
        return url
    return dataclasses.replace(address, user=address.user or user, password=password).url
