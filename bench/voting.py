"""The public prize on its busiest evening: twenty confirmed votes a second, page by page as people do it.

Every vote is four requests: the page, the address, the link and the button. In place of a mail server and a worker,
this process sends the links. `python -m bench.voting 60` measures one minute of it alone.
"""

import queue
import sys
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import django
from django.core.management import call_command
from django.db import connection
from django.utils.module_loading import import_string

from bench.figures import Figure, Report, of_number, of_times, table
from bench.place import alone, empty_database, made_ready, processor_seconds, server
from bench.writers import FOUND, OK, Browser

YEAR, N_CANDIDATES, N_HANDS = 2029, 12, 40
VOTES_A_SECOND, SECONDS = 20, 300
BAR = 300.0
STEPS = ("vote: the page", "vote: asking for a link", "vote: the link", "vote: confirming")


def furnish_vote(now: datetime) -> str:
    """An open vote with twelve candidates, written straight into the tables; the reference of one of them."""
    return str(import_string("bench.voting_seed.furnish")(now, YEAR, N_CANDIDATES))


def figures(port: int, server_pid: int, choice: str, seconds: int = SECONDS) -> Iterator[Figure]:
    evening = Evening(port, choice, seconds)
    used = processor_seconds(server_pid)
    evening.live()
    data = f"{VOTES_A_SECOND} a second for {seconds} s"
    for step in STEPS:
        took, n_errors = evening.seconds[step], evening.errors[step]
        yield of_times(step, data, took, bar=BAR, n_errors=n_errors)
    rate = len(evening.seconds[STEPS[-1]]) / max(evening.lasted, 1e-9)
    yield of_number("vote: confirmed", data, round(rate, 2), "a second")
    each = 1000 * (processor_seconds(server_pid) - used) / max(len(evening.seconds[STEPS[-1]]), 1)
    yield of_number("vote: processor of the web workers", "for a whole vote", round(each, 2), "ms CPU")


class Evening:
    """Hands that vote at a pace, and one that sends the links."""

    def __init__(self, port: int, choice: str, seconds: int) -> None:
        self.port, self.choice, self.duration = port, choice, seconds
        self.seconds: dict[str, list[float]] = defaultdict(list)
        self.errors: dict[str, int] = defaultdict(int)
        self.links: queue.SimpleQueue[str] = queue.SimpleQueue()
        self.asked = threading.Event()
        self.lasted = 0.0

    def live(self) -> None:
        started = time.monotonic()
        hands = [threading.Thread(target=self._hand, args=(place, started), daemon=True) for place in range(N_HANDS)]
        post = threading.Thread(target=self._post, daemon=True)
        for thread in (*hands, post):
            thread.start()
        for thread in hands:
            thread.join()
        self.lasted = time.monotonic() - started
        self.asked.set()
        post.join()

    def _hand(self, place: int, started: float) -> None:
        browser = Voter(self.port)
        every = N_HANDS / VOTES_A_SECOND
        for turn in range(round(self.duration / every)):
            time.sleep(max(0.0, started + place * every / N_HANDS + turn * every - time.monotonic()))
            self._timed(STEPS[0], lambda: browser.look())
            self._timed(STEPS[1], lambda: browser.ask(self.choice, f"kiezer{place}x{turn}@voorbeeld.nl"))  # noqa: B023
            link = self.links.get()
            self._timed(STEPS[2], lambda: browser.open_link(link))  # noqa: B023
            self._timed(STEPS[3], lambda: browser.confirm(link))  # noqa: B023

    def _timed(self, step: str, act: Callable[[], bool]) -> None:
        began = time.perf_counter()
        is_right = act()
        if is_right:
            self.seconds[step].append(time.perf_counter() - began)
        else:
            self.errors[step] += 1

    def _post(self) -> None:
        """Sends every link that was asked for, as the worker does, and tells the hands."""
        send = import_string("bench.voting_seed.send_links")
        while not self.asked.is_set():
            for link in send(datetime.now(UTC)):
                self.links.put(link)
            time.sleep(0.02)
        connection.close()


class Voter(Browser):
    def __init__(self, port: int) -> None:
        super().__init__(port, "")
        self.cookies.clear()

    def look(self) -> bool:
        self.open("/stemmen/")
        return True

    def ask(self, choice: str, address: str) -> bool:
        status, location, _ = self._ask("POST", "/stemmen/", {"choice": choice, "email": address})
        return status == FOUND and location == "/stemmen/verstuurd/"

    def open_link(self, link: str) -> bool:
        self.open(f"/stemmen/bevestigen/{link}/")
        return True

    def confirm(self, link: str) -> bool:
        status, _, body = self._ask("POST", f"/stemmen/bevestigen/{link}/", {})
        return status == OK and "Uw stem is uitgebracht" in body


def main(seconds: int) -> int:
    with alone():
        installation = made_ready()
        with empty_database(installation):
            django.setup()
            call_command("migrate", verbosity=0, interactive=False)
            call_command("collectstatic", verbosity=0, interactive=False)
            choice = furnish_vote(datetime.now(UTC))
            connection.close()
            with server(installation) as pid:
                found = tuple(figures(installation.port, pid, choice, seconds))
    for line in table(Report("now", {}, 1.0, found), None):
        print(line, flush=True)
    return 1 if any(figure.n_errors for figure in found) else 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else SECONDS))
