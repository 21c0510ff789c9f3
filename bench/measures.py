"""What is measured, in the order in which a team goes through it."""

import gzip
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

import gemeentedelers.web.ui
from bench.figures import Figure, of_number, of_times
from bench.place import peak_memory, processor_seconds
from bench.seed import N_DRAFTS, N_TEXTS, Crowd
from bench.writers import PACE, Browser, Seat, Tape, Typist, all_at_once, at_a_pace, timed, without_pause

AUTOSAVE_BAR, SUBMIT_BAR, SITE_BAR = 60.0, 250.0, 60.0
TYPING, RUSHING, READING = 30.0, 15.0, 12.0
SUBMITS_A_SECOND = 10
STATIC = Path(gemeentedelers.web.ui.__file__).parent / "static"
DRAFTS = f"{N_DRAFTS:,} drafts"


class Bench:
    """Keeps what went wrong, so that the report can say it and the run can end with an error."""

    def __init__(self, port: int, server: int, crowd: Crowd) -> None:
        self.port, self.server, self.crowd = port, server, crowd
        self.stop = threading.Event()
        self.errors: list[str] = []
        self.typists = [
            Typist(Browser(port, seat.session), seat, f"tab-{place}") for place, seat in enumerate(crowd.seats)
        ]

    def figures(self) -> Iterator[Figure]:
        self._warm_up()
        yield self._typing()
        yield from self._rushing()
        yield from self._reading()
        half = len(self.crowd.seats[0].submissions) // 2
        yield self._submitting_at_a_pace(half)
        yield from self._submitting_at_once(half)
        yield from self._queries()
        yield from weights()
        memory = peak_memory(self.server)
        yield of_number("peak memory, largest web worker", f"{len(memory)} workers", max(memory, default=0.0), "MB")

    def _timed(self, name: str, data: str, tape: Tape, bar: float | None = None) -> Figure:
        self.errors += tape.errors
        return of_times(name, data, tape.seconds, bar=bar, n_errors=len(tape.errors))

    def _warm_up(self) -> None:
        """Every thread of the server has loaded its templates and opened its connection."""

        def play(place: int, seat: Seat, tape: Tape) -> None:
            typist = self.typists[place]
            typist.start()
            for _ in range(10):
                timed(typist.save, tape)
                timed(lambda: typist.browser.get(f"/inzendingen/{seat.draft}/"), tape)

        self.errors += all_at_once(self.crowd.seats, play, self.stop).errors

    def _typing(self) -> Figure:
        start = time.monotonic() + 1

        def play(place: int, seat: Seat, tape: Tape) -> None:
            typist = self.typists[place]
            first = start + place * PACE / len(self.crowd.seats)
            at_a_pace(typist.save, tape, start=first, every=PACE, times=round(TYPING / PACE), stop=self.stop)

        tape = all_at_once(self.crowd.seats, play, self.stop)
        return self._timed("autosave, as people type", f"{DRAFTS} of {N_TEXTS} texts, 16 writers", tape, AUTOSAVE_BAR)

    def _rushing(self) -> Iterator[Figure]:
        until, used = time.monotonic() + RUSHING, processor_seconds(self.server)

        def play(place: int, seat: Seat, tape: Tape) -> None:
            typist = self.typists[place]
            without_pause(typist.save, tape, until=until, stop=self.stop)

        tape = all_at_once(self.crowd.seats, play, self.stop)
        yield self._timed("autosave, without pause", f"{DRAFTS}, 16 writers", tape)
        yield of_number("autosave, without pause: rate", "16 writers", len(tape.seconds) / RUSHING, "a second")
        yield self._processor("autosave: processor of the web workers", used, tape)

    def _processor(self, name: str, used: float, tape: Tape) -> Figure:
        answers = len(tape.seconds) + len(tape.errors)
        each = 1000 * (processor_seconds(self.server) - used) / max(answers, 1)
        return of_number(name, f"mean of {answers}", each, "ms CPU")

    def _reading(self) -> Iterator[Figure]:
        for name, page in (("task list", ""), ("form page", "in-het-kort/samenvatting/")):
            start = time.monotonic() + 0.5

            def play(place: int, seat: Seat, tape: Tape, *, page: str = page, start: float = start) -> None:
                browser = self.typists[place].browser
                at_a_pace(
                    lambda: browser.get(f"/inzendingen/{seat.draft}/{page}"),
                    tape,
                    start=start + place * PACE / len(self.crowd.seats),
                    every=PACE,
                    times=round(READING / PACE),
                    stop=self.stop,
                )

            tape = all_at_once(self.crowd.seats, play, self.stop)
            yield self._timed(f"{name}, as people read", f"{DRAFTS}, 16 readers", tape)

    def _submitting_at_a_pace(self, half: int) -> Figure:
        start = time.monotonic() + 1
        every = len(self.crowd.seats) / SUBMITS_A_SECOND

        def play(place: int, seat: Seat, tape: Tape) -> None:
            typist, waiting = self.typists[place], iter(seat.submissions[:half])
            at_a_pace(
                lambda: typist.browser.submit(next(waiting)),
                tape,
                start=start + place / SUBMITS_A_SECOND,
                every=every,
                times=half,
                stop=self.stop,
            )

        tape = all_at_once(self.crowd.seats, play, self.stop)
        data = f"{DRAFTS}, 16 writers, {SUBMITS_A_SECOND} a second"
        return self._timed("submit, at a pace", data, tape, SUBMIT_BAR)

    def _submitting_at_once(self, half: int) -> Iterator[Figure]:
        started, used = time.monotonic(), processor_seconds(self.server)

        def play(place: int, seat: Seat, tape: Tape) -> None:
            typist = self.typists[place]
            for submission in seat.submissions[half:]:
                if self.stop.is_set():
                    return
                timed(lambda submission=submission: typist.browser.submit(submission), tape)  # type: ignore[misc]

        tape = all_at_once(self.crowd.seats, play, self.stop)
        rate = len(tape.seconds) / (time.monotonic() - started)
        yield self._timed("submit, without pause", f"{DRAFTS}, 16 writers", tape, SUBMIT_BAR)
        yield of_number("submit, without pause: rate", "16 writers", rate, "a second")
        yield self._processor("submit: processor of the web workers", used, tape)

    def _queries(self) -> Iterator[Figure]:
        """Counted in this process, signed in as the owner of both drafts: more people and files, as many queries."""
        for name, page in (("task list", ""), ("form page", "in-het-kort/samenvatting/"), ("files", "bijlagen/")):
            few, many = (
                self._n_queries(f"/inzendingen/{reference}/{page}") for reference in (self.crowd.small, self.crowd.full)
            )
            yield of_number(f"{name}: queries, small", "1 colleague, 1 file", few, "queries")
            yield of_number(f"{name}: queries, full", "10 colleagues, 10 files", many, "queries", bar=few)

    def _n_queries(self, path: str) -> int:
        client = Client(SERVER_NAME="127.0.0.1")
        client.cookies[settings.SESSION_COOKIE_NAME] = self.crowd.seats[0].session
        client.get(path)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            answer = client.get(path)
        if answer.status_code != 200:
            self.errors.append(f"{path} answered {answer.status_code} while counting queries")
        return len(queries)


def weights() -> Iterator[Figure]:
    """What a browser fetches, as gzip sends it; the stylesheet holds the design system too, so ours is less."""
    sizes = {
        file.name: len(gzip.compress(file.read_bytes(), 9)) / 1000
        for kind in ("css", "js")
        for file in sorted(STATIC.rglob(f"*.{kind}"))
    }
    for name, size in sizes.items():
        yield of_number(f"{name}, compressed", "gzip -9", size, "kB")
    yield of_number("CSS and JavaScript together", " + ".join(sizes), sum(sizes.values()), "kB", bar=SITE_BAR)


def with_errors_of(figures: Sequence[Figure], errors: Sequence[str]) -> list[Figure]:
    """Errors that no figure counted (while warming up or counting queries) stand in a row of their own."""
    uncounted = len(errors) - sum(figure.n_errors for figure in figures)
    if uncounted <= 0:
        return list(figures)
    return [*figures, replace(of_number("errors elsewhere", "", uncounted, "errors"), n_errors=uncounted)]
