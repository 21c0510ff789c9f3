"""The live process: tells everybody who follows a topic what is said on it, by server-sent events.

It knows no viewers, no sessions and no secrets: what it passes on is public already, or behind a code in the address.
"""

import asyncio
import random
import re
from collections.abc import Awaitable, Callable, MutableMapping, Sequence
from contextlib import suppress
from http import HTTPStatus
from typing import Any

from gemeentedelers.foundation.broadcasts.hub import Hub, Said
from gemeentedelers.web.live.topics import NAMES, topic_of

Message = MutableMapping[str, object]
Scope = MutableMapping[str, object]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Headers = Sequence[tuple[bytes, bytes]]
Listener = Callable[[Hub], Awaitable[None]]

STREAM = re.compile(r"/live/(?P<year>[0-9]{4})/stroom/(?P<name>[A-Za-z0-9_-]{1,64})/")
HEARTBEAT = 15.0
MOST_FOLLOWERS = 5_000
RETRY_AFTER = 10
NO_STORE = (b"cache-control", b"no-store")
PLAIN = (b"content-type", b"text/plain; charset=utf-8")
EVENTS: Headers = (
    (b"content-type", b"text/event-stream; charset=utf-8"),
    NO_STORE,
    # A proxy that collects answers before it passes them on would keep everybody waiting.
    (b"x-accel-buffering", b"no"),
)
BEAT = b"event: beat\ndata:\n\n"


class LiveApplication:
    """An ASGI application. `listen` keeps the hub filled for as long as the process lives."""

    def __init__(
        self, listen: Listener, *, site: str, most: int = MOST_FOLLOWERS, heartbeat: float = HEARTBEAT
    ) -> None:
        self.hub = Hub()
        self.listen, self.site, self.most, self.heartbeat = listen, site, most, heartbeat
        self.n_followers = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["type"] == "http":
            await self._answer(scope, receive, send)

    async def _live(self, receive: Receive, send: Send) -> None:
        await receive()
        listening = asyncio.ensure_future(self.listen(self.hub))
        await send({"type": "lifespan.startup.complete"})
        await receive()
        self.hub.close()
        listening.cancel()
        with suppress(asyncio.CancelledError):
            await listening
        await send({"type": "lifespan.shutdown.complete"})

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        path, found = str(scope["path"]), STREAM.fullmatch(str(scope["path"]))
        if not found and path not in {"/health/live", "/health/ready"}:
            await _refuse(send, HTTPStatus.NOT_FOUND)
        elif scope["method"] != "GET":
            await _refuse(send, HTTPStatus.METHOD_NOT_ALLOWED, (b"allow", b"GET"))
        elif not found:
            is_well = self.hub.is_filled or path == "/health/live"
            await _refuse(send, HTTPStatus.OK if is_well else HTTPStatus.SERVICE_UNAVAILABLE)
        elif not self.hub.is_filled or self.hub.is_closed or self.n_followers >= self.most:
            await _refuse(send, HTTPStatus.SERVICE_UNAVAILABLE, (b"retry-after", b"%d" % RETRY_AFTER))
        else:
            topic = topic_of(int(found["year"]), found["name"])
            if topic is None or (found["name"] not in NAMES and self.hub.newest(topic) is None):
                await _refuse(send, HTTPStatus.NOT_FOUND)
            else:
                await self._follow(topic, scope, receive, send)

    async def _follow(self, topic: str, scope: Scope, receive: Receive, send: Send) -> None:
        self.n_followers += 1
        gone = asyncio.ensure_future(_gone(receive))
        try:
            await send({"type": "http.response.start", "status": 200, "headers": [*EVENTS, *self._sharing(scope)]})
            await self._tell(topic, heard=_last_heard(scope), send=send, gone=gone)
        finally:
            self.n_followers -= 1
            gone.cancel()

    async def _tell(self, topic: str, *, heard: int | None, send: Send, gone: asyncio.Future[None]) -> None:
        """A screen that is early waits for the first word; a topic that was told and is gone ends."""
        await _say(send, b"retry: %d\n\n" % random.randint(1_000, 5_000))  # noqa: S311 - only spreads who comes back
        was_told = False
        while not (gone.done() or self.hub.is_closed):
            bell = asyncio.ensure_future(self.hub.bell(topic).wait())
            said = self.hub.newest(topic)
            if said is None and was_told:
                break
            if said is not None and said.number != heard:
                await _say(send, event(said))
                heard = said.number
            was_told = said is not None
            try:
                waiting: set[asyncio.Future[Any]] = {bell, gone}
                await asyncio.wait(waiting, timeout=self.heartbeat, return_when=asyncio.FIRST_COMPLETED)
                if not (bell.done() or gone.done()):
                    await _say(send, BEAT)
            finally:
                bell.cancel()
        if not gone.done():
            await send({"type": "http.response.body", "body": b"", "more_body": False})

    def _sharing(self, scope: Scope) -> Headers:
        """Pages of the site may listen here, also where this process has an address of its own."""
        is_ours = _header(scope, b"origin") == self.site.encode()
        allowed = [(b"access-control-allow-origin", self.site.encode())] if is_ours else []
        return [*allowed, (b"vary", b"Origin")]


def event(said: Said) -> bytes:
    return f"id: {said.number}\ndata: {said.body}\n\n".encode()


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _say(send: Send, words: bytes) -> None:
    await send({"type": "http.response.body", "body": words, "more_body": True})


async def _refuse(send: Send, status: HTTPStatus, *headers: tuple[bytes, bytes]) -> None:
    """A whole answer in a word, also where all is well."""
    await send({"type": "http.response.start", "status": status.value, "headers": [PLAIN, NO_STORE, *headers]})
    await send({"type": "http.response.body", "body": f"{status.phrase}\n".encode(), "more_body": False})


def _last_heard(scope: Scope) -> int | None:
    """A browser that comes back says which event it had; nonsense counts as nothing."""
    said = _header(scope, b"last-event-id")
    return int(said) if re.fullmatch(rb"[0-9]{1,18}", said) else None


def _header(scope: Scope, name: bytes) -> bytes:
    headers = scope["headers"]
    assert isinstance(headers, list | tuple)
    return next((bytes(value) for key, value in headers if bytes(key).lower() == name), b"")
