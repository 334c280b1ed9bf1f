"""What stands before every route: host names, body size, security headers, clocks."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, MutableMapping
from contextlib import suppress
from typing import Any

from graph_service.api.answer import error_response
from graph_service.errors import BadParameter, TanluError
from graph_service.services import warming

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

CONTENT_POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; "
    "style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; "
    "connect-src 'self'; frame-ancestors 'none'; base-uri 'self'; form-action 'self'"
)
"""Nothing is fetched from another host. Dash and AG Grid need inline script and evaluation."""

HEADERS = [
    (b"content-security-policy", CONTENT_POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"same-origin"),
]
TAKEN_IN, TAKEN_IN_S = 4, 2.0
"""Of a refused body so many times the limit is read, and for so long."""


class BodyTooLarge(TanluError):
    """A request's body is over the limit."""

    status, code = 413, "body_too_large"


class Protect:
    """ASGI middleware; answers in the one error shape."""

    def __init__(self, app: App, *, allowed_hosts: list[str], body_bytes: int) -> None:
        self.app = app
        self.hosts = {host.lower() for host in allowed_hosts}
        self.body_bytes = body_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Check a request and pass it on."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        scope["tanlu_start"] = time.perf_counter()
        headers = dict(scope["headers"])

        async def send_protected(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", ()), *HEADERS]
            await send(message)

        refusal = self._refusal(headers)
        if refusal is not None:
            await self._taken_in(receive)
            await error_response(refusal)(scope, receive, send_protected)
            return
        try:
            with warming.counting():
                await self.app(scope, self._counted(receive), send_protected)
        except BodyTooLarge as error:
            await self._taken_in(receive)
            await error_response(error)(scope, receive, send_protected)

    async def _taken_in(self, receive: Receive) -> None:
        """Read what is still being sent, within bounds: who sends into a closed connection, as a
        proxy does, may never see the answer."""
        left, more = TAKEN_IN * self.body_bytes, True
        with suppress(TimeoutError):
            async with asyncio.timeout(TAKEN_IN_S):
                while more and left > 0:
                    message = await receive()
                    left -= len(message.get("body", b""))
                    more = message.get("more_body", False)

    def _refusal(self, headers: dict[bytes, bytes]) -> TanluError | None:
        host = _host_name(headers.get(b"host", b"").decode("latin-1"))
        if "*" not in self.hosts and host not in self.hosts:
            return BadParameter(
                f"this service does not answer for the host {host!r}",
                hint="The operator sets TANLU_ALLOWED_HOSTS.",
            )
        length = headers.get(b"content-length", b"0")
        if length.isdigit() and int(length) > self.body_bytes:
            return self._too_large()
        return None

    def _counted(self, receive: Receive) -> Receive:
        """A body sent in chunks has no stated length: count it as it comes."""
        seen = 0

        async def counted() -> Message:
            nonlocal seen
            message = await receive()
            seen += len(message.get("body", b""))
            if seen > self.body_bytes:
                raise self._too_large()
            return message

        return counted

    def _too_large(self) -> BodyTooLarge:
        return BodyTooLarge(f"the request's body is larger than {self.body_bytes} bytes")


def _host_name(header: str) -> str:
    if header.startswith("["):
        return header.partition("]")[0].lower() + "]"
    return header.partition(":")[0].lower()
