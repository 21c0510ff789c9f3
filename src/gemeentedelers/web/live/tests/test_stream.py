import asyncio
from collections.abc import Mapping, Sequence

import pytest

from gemeentedelers.foundation.broadcasts.hub import Hub, Said
from gemeentedelers.web.live.stream import LiveApplication, Message

SITE = "https://gemeentedelers.example"
STREAM = "/live/2027/stroom/uitslag/"
FIRST, SECOND, THIRD = Said(7, '{"a": 1}'), Said(8, '{"a": 2}'), Said(9, '{"a": 3}')


async def silence(hub: Hub) -> None:
    await asyncio.Event().wait()


def application(**options: object) -> LiveApplication:
    made = LiveApplication(silence, site=SITE, **options)  # type: ignore[arg-type]
    made.hub.fill({"reveal:2027": FIRST})
    return made


class Visitor:
    """One request, as the server hands it over. While `is_slow`, what is sent to it does not arrive."""

    def __init__(self, app: LiveApplication, path: str = STREAM, *, method: str = "GET", **headers: str) -> None:
        self.sent: list[Message] = []
        self.way_is_free, self.gone = asyncio.Event(), asyncio.Event()
        self.way_is_free.set()
        named = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
        scope: Message = {"type": "http", "path": path, "method": method, "headers": named}
        self.task = asyncio.ensure_future(app(scope, self._receive, self._send))

    async def _receive(self) -> Message:
        await self.gone.wait()
        return {"type": "http.disconnect"}

    async def _send(self, message: Message) -> None:
        await self.way_is_free.wait()
        self.sent.append(message)

    async def hears(self) -> list[bytes]:
        await asyncio.sleep(0.02)
        said = [message["body"] for message in self.sent if message["type"] == "http.response.body"]
        return [body for body in said if isinstance(body, bytes) and body.startswith(b"id: ")]

    async def answer(self) -> tuple[object, dict[bytes, bytes]]:
        await asyncio.sleep(0.02)
        headers = self.sent[0]["headers"]
        assert isinstance(headers, Sequence)
        return self.sent[0]["status"], dict(headers)


def event(said: Said) -> bytes:
    return f"id: {said.number}\ndata: {said.body}\n\n".encode()


@pytest.mark.parametrize(
    ("path", "method", "status"),
    [
        ("/live/2027/stroom/repetitie-onbekendecode/", "GET", 404),
        ("/live/2027/stroom/uitslag", "GET", 404),
        ("/live/20270/stroom/uitslag/", "GET", 404),
        ("/live/2027/stroom/uitslag/\n", "GET", 404),
        ("/live/2027/", "GET", 404),
        ("/", "GET", 404),
        (STREAM, "POST", 405),
        (STREAM, "HEAD", 405),
        ("/health/ready", "GET", 200),
        ("/health/live", "GET", 200),
    ],
)
def test_it_answers_streams_and_nothing_else(path: str, method: str, status: int) -> None:
    async def ask() -> object:
        return (await Visitor(application(), path, method=method).answer())[0]

    assert asyncio.run(ask()) == status


def test_whoever_comes_hears_what_is_said_now_and_then_everything_newer() -> None:
    async def evening() -> tuple[list[bytes], list[bytes], object, Mapping[bytes, bytes]]:
        app = application()
        visitor = Visitor(app, origin=SITE)
        first = await visitor.hears()
        app.hub.fill({"reveal:2027": SECOND})
        status, headers = await visitor.answer()
        return first, await visitor.hears(), status, headers

    first, everything, status, headers = asyncio.run(evening())
    assert (first, everything, status) == ([event(FIRST)], [event(FIRST), event(SECOND)], 200)
    assert headers == {
        b"content-type": b"text/event-stream; charset=utf-8",
        b"cache-control": b"no-store",
        b"x-accel-buffering": b"no",
        b"access-control-allow-origin": SITE.encode(),
        b"vary": b"Origin",
    }


def test_a_screen_that_is_early_waits_for_the_first_word() -> None:
    async def evening() -> tuple[object, list[bytes], list[bytes]]:
        app = application()
        early = Visitor(app, "/live/2027/stroom/pitch/", origin=SITE)
        status, _ = await early.answer()
        before = await early.hears()
        app.hub.fill({"reveal:2027": FIRST, "pitch:2027": SECOND})
        return status, before, await early.hears()

    assert asyncio.run(evening()) == (200, [], [event(SECOND)])


def test_another_site_may_not_listen() -> None:
    async def ask() -> Mapping[bytes, bytes]:
        return (await Visitor(application(), origin="https://elders.example").answer())[1]

    assert b"access-control-allow-origin" not in asyncio.run(ask())


@pytest.mark.parametrize(
    ("heard", "hears"), [("7", []), ("6", [event(FIRST)]), ("zeven", [event(FIRST)]), ("", [event(FIRST)])]
)
def test_who_comes_back_does_not_hear_the_same_again(heard: str, hears: list[bytes]) -> None:
    async def ask() -> list[bytes]:
        return await Visitor(application(), last_event_id=heard).hears()

    assert asyncio.run(ask()) == hears


def test_a_slow_reader_gets_the_newest_and_skips_what_came_between() -> None:
    async def evening() -> list[bytes]:
        app = application()
        visitor = Visitor(app)
        await visitor.hears()
        visitor.way_is_free.clear()
        for said in (SECOND, Said(100, "{}"), THIRD):
            app.hub.fill({"reveal:2027": said})
            await asyncio.sleep(0.01)
        visitor.way_is_free.set()
        return await visitor.hears()

    assert asyncio.run(evening()) == [event(FIRST), event(SECOND), event(THIRD)]


def test_one_too_many_is_asked_to_come_back_and_a_place_comes_free() -> None:
    async def evening() -> list[object]:
        app = application(most=1)
        first = Visitor(app)
        await first.hears()
        status, headers = await Visitor(app).answer()
        first.gone.set()
        await first.task
        return [status, headers[b"retry-after"], (await Visitor(app).answer())[0]]

    assert asyncio.run(evening()) == [503, b"10", 200]


def test_a_silent_stream_gives_signs_of_life_and_the_end_ends_it() -> None:
    async def evening() -> tuple[bool, object]:
        app = application(heartbeat=0.01)
        visitor = Visitor(app)
        await asyncio.sleep(0.05)
        beats = [message for message in visitor.sent if message.get("body") == b"event: beat\ndata:\n\n"]
        app.hub.close()
        await asyncio.wait_for(visitor.task, 2)
        return len(beats) > 1, visitor.sent[-1]["more_body"]

    assert asyncio.run(evening()) == (True, False)


def test_before_the_first_reading_it_is_not_ready() -> None:
    async def ask() -> list[object]:
        app = LiveApplication(silence, site=SITE)
        return [(await Visitor(app, path).answer())[0] for path in (STREAM, "/health/ready", "/health/live")]

    assert asyncio.run(ask()) == [503, 503, 200]
