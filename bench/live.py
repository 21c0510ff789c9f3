"""A full hall and everybody at home: real connections to one `live` process, and how soon each hears of a press.

`python -m bench.live 500` measures only this, with that many followers.
"""

import asyncio
import http.client
import resource
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial

import django
from django.core.management import call_command
from django.db import connections
from django.utils.module_loading import import_string

from bench.figures import Figure, Report, of_number, of_times, table
from bench.place import HOST, alone, empty_database, made_ready, memory_of_all, processor_seconds, server
from gemeentedelers.config.console import Installation

YEAR, TOPIC = 2029, "reveal:2029"
N_FOLLOWERS, N_PRESSES = 3_000, 12
FRAME_BAR, MEMORY_BAR = 2_000.0, 400.0 * 1.048576
AT_ONCE = 200
CONNECT_WITHIN, HEAR_WITHIN, BETWEEN = 60.0, 30.0, 0.5
POLLING, POLLERS = 10.0, 4
# About as long as a winner with a motivation.
FRAME = {"kind": "nominees", "edition": {"year": YEAR, "name": f"GemeenteDelers {YEAR}"}, "words": 1_200 * "a"}


@dataclass
class Hall:
    """Which press each follower heard, and when."""

    heard: dict[int, list[float]] = field(default_factory=dict)
    n_connected: int = 0
    n_lost: int = 0

    def hears(self, number: int) -> None:
        self.heard.setdefault(number, []).append(time.perf_counter())


class Follower(asyncio.Protocol):
    """A browser that listens, without anything that it would do with what it hears."""

    def __init__(self, hall: Hall) -> None:
        self.hall = hall
        self.is_connected = False
        self.rest = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.WriteTransport)
        transport.write(
            b"GET /live/%d/stroom/uitslag/ HTTP/1.1\r\nHost: %s\r\nAccept: text/event-stream\r\n\r\n"
            % (YEAR, HOST.encode())
        )

    def data_received(self, data: bytes) -> None:
        if not self.is_connected:
            self.is_connected = data.startswith(b"HTTP/1.1 200 ")
            self.hall.n_connected += self.is_connected
        lines = (self.rest + data).split(b"\n")
        self.rest = lines.pop()
        for line in lines:
            if line.startswith(b"id: "):
                self.hall.hears(int(line[4:]))

    def connection_lost(self, exc: Exception | None) -> None:
        self.hall.n_lost += 1


def figures(installation: Installation, n_followers: int = N_FOLLOWERS) -> Iterator[Figure]:
    """The process has to run; `installation` says where."""
    _allow_open_files(n_followers + 500)
    _press(0)
    data = f"{n_followers:,} followers"
    with server(installation, command="live") as pid:
        seconds, connecting, n_lost = asyncio.run(_evening(installation.live_port, n_followers))
        memory, used = memory_of_all(pid), processor_seconds(pid)
    n_missed = n_followers * N_PRESSES - len(seconds) + n_lost
    yield of_times("live: from press to follower", data, seconds, bar=FRAME_BAR, n_errors=n_missed)
    yield of_number("live: the slowest of all", data, round(1000 * max(seconds), 1), "ms")
    yield of_number("live: memory of all its processes", data, memory, "MB", bar=MEMORY_BAR)
    yield of_number("live: connecting everybody", data, connecting, "s")
    yield of_number("live: processor of the evening", f"{data}, {N_PRESSES} presses", used, "s")


async def _evening(port: int, n_followers: int) -> tuple[list[float], float, int]:
    """The seconds from each press to each follower, those that connecting everybody took, and how many were lost."""
    loop, hall = asyncio.get_running_loop(), Hall()
    started = time.perf_counter()
    transports = []
    for first in range(0, n_followers, AT_ONCE):
        size = min(AT_ONCE, n_followers - first)
        pairs = await asyncio.gather(*(loop.create_connection(lambda: Follower(hall), HOST, port) for _ in range(size)))
        transports += [transport for transport, _ in pairs]
    await _until(lambda: hall.n_connected == n_followers, CONNECT_WITHIN)
    connecting = time.perf_counter() - started
    seconds: list[float] = []
    for step in range(1, N_PRESSES + 1):
        await asyncio.sleep(BETWEEN)
        number, pressed = await asyncio.to_thread(_press, step)
        heard = hall.heard.setdefault(number, [])
        await _until(partial(_are, heard, n_followers), HEAR_WITHIN)
        seconds += [at - pressed for at in heard]
    n_lost = hall.n_lost
    for transport in transports:
        transport.close()
    return seconds, connecting, n_lost


def _are(heard: list[float], number: int) -> bool:
    return len(heard) == number


async def _until(is_so: Callable[[], bool], within: float) -> None:
    deadline = time.monotonic() + within
    while not is_so() and time.monotonic() < deadline:
        await asyncio.sleep(0.02)


def _press(step: int) -> tuple[int, float]:
    """What the operator's button does; the clock starts before it, so the transaction counts too."""
    say = import_string("gemeentedelers.foundation.broadcasts.actions.broadcast")
    pressed = time.perf_counter()
    row = say(TOPIC, {**FRAME, "step": step}, now=datetime.now(UTC))
    if threading.current_thread() is not threading.main_thread():
        connections.close_all()
    return row.number, pressed


def polling(installation: Installation) -> Iterator[Figure]:
    """Everybody polls because nobody can listen: what one web process answers. The body is that of a small frame."""
    with server(installation, workers=1):
        until, counts = time.monotonic() + POLLING, [0] * POLLERS

        def play(place: int) -> None:
            connection = http.client.HTTPConnection(HOST, installation.port, timeout=10)
            while time.monotonic() < until:
                connection.request("GET", f"/live/{YEAR}/stand/uitslag.json")
                counts[place] += connection.getresponse().read().startswith(b'{"number"')

        threads = [threading.Thread(target=play, args=(place,)) for place in range(POLLERS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    yield of_number("live: polls of one web process", f"{POLLERS} connections", sum(counts) / POLLING, "a second")


def _allow_open_files(number: int) -> None:
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(number, hard), hard))


def main() -> None:
    with alone():
        installation = made_ready()
        with empty_database(installation):
            django.setup()
            call_command("migrate", verbosity=0, interactive=False)
            n_followers = int(sys.argv[1]) if sys.argv[1:] else N_FOLLOWERS
            rows = [*figures(installation, n_followers), *polling(installation)]
    for line in table(Report("", {}, 0, tuple(rows))):
        print(line)


if __name__ == "__main__":
    main()
