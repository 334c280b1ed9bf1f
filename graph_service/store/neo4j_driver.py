"""Neo4j's driver with our settings, and its errors in our words."""

from __future__ import annotations

import re
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import neo4j
from neo4j.exceptions import (
    AuthError,
    ClientError,
    ConfigurationError,
    ConnectionAcquisitionTimeoutError,
    DatabaseUnavailable,
    DriverError,
    Neo4jError,
    ServiceUnavailable,
    TransientError,
)

from graph_service.errors import (
    BadParameter,
    GraphMoved,
    QueryFailed,
    QueryTimeout,
    Refused,
    StoreUnavailable,
    TanluError,
)

if TYPE_CHECKING:
    from graph_service.store.neo4j_url import Address

CONNECT_S = 5.0
"""For a connection to be made."""
ACQUIRE_S = 10.0
"""For one of the pool's connections to become free, that to be made included."""
POOL = 32
IDLE_S = 3.0
"""A connection that was idle so long is tried before it is used: the server may have restarted."""
LIFETIME_S = 1800.0
RETRY_S = 2.0
RETRY_CLUSTER_S = 15.0
"""How long a transaction is tried again; a cluster that elects another leader takes longer."""
USER_AGENT = "tanlu"

OLDEST = (5, 26)
AGENT = re.compile(r"Neo4j/(\d+)\.(\d+)(\S*)$")

START = "Is it running? `tanlu neo4j start` starts one on this machine."
SMALLER = "Ask for less: one edition, one province, a LIMIT."
AGAIN = "It may be starting or very busy: try again in a few seconds."
NEEDS_RESTART = "needs to be restarted"
"""What a server says that could not write: it answers nothing more, also when space is made."""
BROKEN = "Its logs say why; a full disk is the usual reason."
CREDENTIALS = "Give both in the store URL, or as TANLU_NEO4J_USER and TANLU_NEO4J_PASSWORD."


def open_driver(address: Address) -> neo4j.Driver:
    """A driver for an address; it connects when first used."""
    auth = (address.user, address.password) if address.user else None
    try:
        return neo4j.GraphDatabase.driver(
            address.uri,
            auth=auth,
            connection_timeout=CONNECT_S,
            connection_acquisition_timeout=ACQUIRE_S,
            max_connection_pool_size=POOL,
            max_connection_lifetime=LIFETIME_S,
            liveness_check_timeout=IDLE_S,
            max_transaction_retry_time=retry_seconds(address),
            keep_alive=True,
            notifications_min_severity="OFF",
            telemetry_disabled=True,
            user_agent=USER_AGENT,
        )
    except (ConfigurationError, ValueError) as error:
        raise BadParameter(f"cannot use {address.uri}: {error}") from error


def retry_seconds(address: Address) -> float:
    """How long a transaction is tried again where no server takes it."""
    return RETRY_CLUSTER_S if address.scheme.startswith("neo4j") else RETRY_S


def check_version(agent: str, place: str) -> str:
    """The server's version, such as 5.26.30; raises ``StoreUnavailable`` for one too old."""
    match = AGENT.match(agent)
    if match is None:
        raise StoreUnavailable(f"{place} is no Neo4j: it calls itself {agent!r}")
    version = agent.partition("/")[2]
    if (int(match[1]), int(match[2])) < OLDEST:
        raise StoreUnavailable(
            f"{place} runs Neo4j {version}, Tanlu needs {OLDEST[0]}.{OLDEST[1]} or newer",
            hint="`tanlu neo4j start` runs a version that fits.",
        )
    return version


def check_published(result: neo4j.Result, pin: str | None) -> None:
    """Raise ``GraphMoved`` unless the graph that the pin names is published, and is to stay.

    To be asked at the end of a transaction: what was read before is then wholly of that graph,
    for the mark of moving is there before the first node changes.
    """
    if pin is None:
        return
    rows = result.values()
    if len(rows) != 1 or rows[0] != [pin, False]:
        raise GraphMoved(
            "another graph was published while this one was read", hint="Ask again now."
        )


@contextmanager
def our_errors(address: Address, *, timeout_s: float | None = None) -> Iterator[None]:
    """Turn the driver's errors into ours; ``timeout_s`` is the limit that a message names."""
    try:
        yield
    except (DriverError, Neo4jError) as error:
        raise _ours(error, address, timeout_s) from error


def _ours(error: DriverError | Neo4jError, address: Address, timeout_s: float | None) -> TanluError:
    if isinstance(error, Neo4jError):
        return _of_server(error, address, timeout_s)
    if isinstance(error, ConnectionAcquisitionTimeoutError):
        return StoreUnavailable(
            f"all {POOL} connections to {address.place} are in use",
            hint="Try again in a few seconds.",
        )
    if isinstance(error, ServiceUnavailable):
        return _no_server(error, address)
    if isinstance(error, ConfigurationError):
        return StoreUnavailable(f"cannot use {address.uri}: {first_line(error)}")
    return StoreUnavailable(
        f"the connection to Neo4j at {address.place} broke: {first_line(error)}", hint=AGAIN
    )


def _no_server(error: ServiceUnavailable, address: Address) -> StoreUnavailable:
    errors = list(_behind(error))
    told = " ".join(str(one) for one in errors)
    plain, secure = address.scheme.partition("+")[0], "+" in address.scheme
    if "looks like HTTP" in told:
        return StoreUnavailable(
            f"{address.place} speaks HTTP, not Bolt",
            hint="Bolt's port is 7687 unless the server's neo4j.conf says otherwise.",
        )
    for one in errors:
        if isinstance(one, ssl.SSLCertVerificationError):
            return StoreUnavailable(
                f"the TLS certificate of {address.place} is not trusted: {one.verify_message}",
                hint="Name the file of your own authority in SSL_CERT_FILE; docs/neo4j.md, TLS.",
            )
    if secure and "SSL" in told:
        return StoreUnavailable(
            f"{address.place} makes no TLS connection",
            hint=f"Without TLS the URL starts with {plain}://.",
        )
    if not secure and "incomplete handshake" in told:
        return StoreUnavailable(
            f"{address.place} takes no connection without TLS, or is no Neo4j",
            hint=f"With TLS the URL starts with {plain}+s://.",
        )
    return StoreUnavailable(f"no Neo4j answers at {address.place}", hint=START)


def _behind(error: BaseException | None) -> Iterator[BaseException]:
    """An error and all that led to it: a cluster's members may have failed each in its own way."""
    if error is not None:
        yield error
        yield from _behind(error.__cause__ or error.__context__)
        for one in getattr(error, "exceptions", ()):
            yield from _behind(one)


def _of_server(error: Neo4jError, address: Address, timeout_s: float | None) -> TanluError:
    code, said = error.code or "", first_line(error)
    if isinstance(error, AuthError) and "Security" in code:
        return _unauthorised(code, address)
    if "DatabaseNotFound" in code:
        return StoreUnavailable(
            f"{address.place} has no database {address.database!r}",
            hint="The database is what stands last in the store URL; leave it out for the default.",
        )
    if "TransactionTimedOut" in code or "Terminated" in code:
        after = f" after {timeout_s:g} s" if timeout_s else ""
        return QueryTimeout(f"the query was ended{after}", hint=SMALLER)
    if "OutOfMemory" in code:
        return QueryTimeout(
            "the query was ended because it needs more memory than the server gives", hint=SMALLER
        )
    if code == "Neo.ClientError.Statement.AccessMode":
        return Refused(f"Refused: {said}", hint="Only statements that read the graph are allowed.")
    if isinstance(error, DatabaseUnavailable | TransientError):
        return StoreUnavailable(f"Neo4j at {address.place} cannot answer now: {said}", hint=AGAIN)
    if isinstance(error, ClientError):
        return QueryFailed(said)
    if NEEDS_RESTART in said:
        return StoreUnavailable(f"Neo4j at {address.place} must be restarted", hint=BROKEN)
    return StoreUnavailable(f"Neo4j at {address.place} failed: {said}", hint="See its logs.")


def _unauthorised(code: str, address: Address) -> StoreUnavailable:
    if "RateLimit" in code:
        return StoreUnavailable(
            f"{address.place} refuses user {address.user!r} for a while: too many wrong passwords",
            hint="Wait some seconds, then try with the right one.",
        )
    if "CredentialsExpired" in code:
        return StoreUnavailable(
            f"the password of {address.user!r} at {address.place} must be changed first",
            hint="`ALTER CURRENT USER SET PASSWORD`, with Neo4j's own tools.",
        )
    who = f"user {address.user!r} with this password" if address.user else "a user without a name"
    return StoreUnavailable(f"{address.place} refuses {who}", hint=CREDENTIALS)


def first_line(error: Any) -> str:
    """The first line of what a driver's error says, without its codes."""
    text = getattr(error, "message", None) or str(error) or type(error).__name__
    return str(text).strip().splitlines()[0]
