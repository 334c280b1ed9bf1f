"""Repeat a request once whose graph was exchanged for another while it was answered."""

from __future__ import annotations

import inspect

from starlette.concurrency import run_in_threadpool

from graph_service.api.answer import error_response
from graph_service.api.protect import App, Message, Receive, Scope, Send
from graph_service.errors import TanluError
from graph_service.live import ATTEMPT, Attempt, LiveGraph


class Again:
    """ASGI middleware around API and pages: every answer is wholly of one published graph.

    Where something that a request read raised ``GraphMoved``, its answer is dropped, whatever has
    become of it, and the request is answered once more from the new graph.
    """

    def __init__(self, app: App, *, live: LiveGraph) -> None:
        self.app = app
        self.live = live

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        first, read = Attempt(), _Recorder(receive)
        tried, dropped = dict(scope), False

        async def send_unless_moved(message: Message) -> None:
            nonlocal dropped
            # The first message of an answer comes when all that it rests on has been read.
            dropped = dropped or (first.moved and message["type"] == "http.response.start")
            if not dropped:
                await send(message)

        ATTEMPT.set(first)
        await self.app(tried, read, send_unless_moved)
        if not dropped:
            return
        try:
            # Routes on the event loop must not read arrays there: others would wait.
            waits = not inspect.iscoroutinefunction(tried.get("endpoint"))
            await run_in_threadpool(self.live.follow, warmed=not waits)
        except TanluError as error:
            await error_response(error)(scope, receive, send)
            return
        ATTEMPT.set(Attempt(repeated=True))
        await self.app(dict(scope), read.again(), send)


class _Recorder:
    """Hands out what is received, and can begin anew."""

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self._seen: list[Message] = []

    async def __call__(self) -> Message:
        message = await self._receive()
        self._seen.append(message)
        return message

    def again(self) -> Receive:
        """What was received so far, then what comes."""
        seen = iter([message for message in self._seen if message["type"] == "http.request"])

        async def receive() -> Message:
            for message in seen:
                return message
            return await self._receive()

        return receive
