"""Whether a Neo4j server does more than run: it takes the password, and its database answers."""

from __future__ import annotations

from pathlib import Path

from graph_service.errors import StoreUnavailable

ANSWER_S = 20.0
"""How long a server may be silent; one that is ending a load answers late."""


def answering_version(url: str, home: Path) -> str:
    """Version of the server at a store URL, once its database has answered a query.

    ``home`` is the server's folder, named in messages.

    Raises:
        StoreUnavailable: it does not answer, its database has failed, or the file ``password``
            is not that of its data.
    """
    from neo4j.exceptions import AuthError, DriverError

    from graph_service.store.neo4j import Neo4jStore
    from graph_service.store.neo4j_deadline import within
    from graph_service.store.neo4j_url import parse

    address, logs = parse(url), f"The logs are in {home / 'logs'}."
    silent = StoreUnavailable(
        f"Neo4j does not answer on port {address.port}", hint=f"It may be starting still. {logs}"
    )
    try:
        store = within(ANSWER_S, lambda: Neo4jStore(address, writable=True), otherwise=silent)
    except StoreUnavailable as error:
        if isinstance(error.__cause__, AuthError):
            raise StoreUnavailable(
                f"Neo4j runs, but {home / 'password'} does not hold its password",
                hint="Write the password of the user neo4j into that file.",
            ) from error
        if isinstance(error.__cause__, DriverError) or error is silent:
            raise silent from error.__cause__
        raise StoreUnavailable(
            f"the server runs, but its database does not answer: {error.message}",
            hint="Mostly its disk is full: make space, then `tanlu neo4j stop` and "
            f"`tanlu neo4j start`. {logs}",
        ) from error
    store.close()
    return store.version
