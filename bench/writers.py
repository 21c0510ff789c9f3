"""People at their keyboards: signed-in sessions over HTTP connections that stay open, one thread each."""

import http.client
import re
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode

HOST = "127.0.0.1"
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
PATIENCE = 30.0
OK, FOUND = 200, 302
PACE = 1.2
# What a team types, and about how many characters long that becomes.
FIELDS = {"title": 80, "summary": 400, "result": 150, "problem": 1_800, "approach": 3_500, "lessons": 1_800}
SENTENCE = "Wij telden een jaar lang hoe lang inwoners wachten en bespraken dat elke maand met de balie. "


@dataclass(frozen=True)
class Submission:
    reference: str
    key: str
    digest: str


@dataclass(frozen=True)
class Seat:
    """Somebody who is signed in, the draft at which they write, and what they will submit."""

    session: str
    draft: str
    submissions: tuple[Submission, ...] = ()


@dataclass
class Tape:
    """What one thread saw: seconds per good answer, and what was wrong with the others."""

    seconds: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


class Browser:
    """One connection that stays open, with the cookies of one person."""

    def __init__(self, port: int, session: str) -> None:
        self.connection = http.client.HTTPConnection(HOST, port, timeout=PATIENCE)
        self.cookies = {"session": session}
        self.token = ""

    def open(self, path: str) -> None:
        """Read a page with a form, and keep its token."""
        status, _, body = self._ask("GET", path)
        found = TOKEN.search(body)
        if status != OK or found is None:
            message = f"{path} answered {status}, without a form"
            raise http.client.HTTPException(message)
        self.token = found[1]

    def get(self, path: str) -> str:
        """What is wrong with the answer, or nothing."""
        status, _, _ = self._ask("GET", path)
        return "" if status == OK else f"{path} answered {status}"

    def save(self, reference: str, values: Mapping[str, object]) -> str:
        status, _, body = self._ask("POST", f"/inzendingen/{reference}/bewaren/", values)
        return "" if status == OK else f"saving in {reference} answered {status}: {body[:200]}"

    def submit(self, submission: Submission) -> str:
        posted = {"sleutel": submission.key, "inhoud": submission.digest}
        status, location, _ = self._ask("POST", f"/inzendingen/{submission.reference}/indienen/", posted)
        is_received = status == FOUND and "/ontvangst/" in location
        return "" if is_received else f"submitting {submission.reference} answered {status} {location}"

    def close(self) -> None:
        self.connection.close()

    def _ask(self, method: str, path: str, values: Mapping[str, object] | None = None) -> tuple[int, str, str]:
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        body = None
        if values is not None:
            body = urlencode(values).encode()
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            headers["X-CSRFToken"] = self.token
        self.connection.request(method, path, body, headers)
        answer = self.connection.getresponse()
        text = answer.read().decode()
        for cookie in answer.headers.get_all("Set-Cookie", []):
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        return answer.status, answer.headers.get("Location", ""), text


class Typist:
    """Types on and on in one draft, as one browser tab: each save has a higher number and more words."""

    def __init__(self, browser: Browser, seat: Seat, tab: str) -> None:
        self.browser, self.seat, self.tab = browser, seat, tab
        self.number = 0
        self.versions = dict.fromkeys(FIELDS, 1)

    def start(self) -> None:
        self.browser.open(f"/inzendingen/{self.seat.draft}/in-het-kort/samenvatting/")

    def save(self) -> str:
        self.number += 1
        key, length = list(FIELDS.items())[self.number % len(FIELDS)]
        value = (SENTENCE * 40)[: length * (10 + self.number % 90) // 100] + f" ({self.number})"
        patch = {"field": key, "value": value, "base": self.versions[key], "client": self.tab, "seq": self.number}
        wrong = self.browser.save(self.seat.draft, patch)
        self.versions[key] += not wrong
        return wrong


Step = Callable[[], str]
Play = Callable[[int, Seat, Tape], None]


def all_at_once(seats: Sequence[Seat], play: Play, stop: threading.Event) -> Tape:
    """Every seat in a thread of its own; one tape with what they all saw."""
    tapes = [Tape() for _ in seats]
    threads = [
        threading.Thread(target=_guarded, args=(play, place, seat, tapes[place]), daemon=True)
        for place, seat in enumerate(seats)
    ]
    for thread in threads:
        thread.start()
    try:
        for thread in threads:
            while thread.is_alive():
                thread.join(0.2)
    except BaseException:
        stop.set()
        raise
    return Tape([x for tape in tapes for x in tape.seconds], [x for tape in tapes for x in tape.errors])


def _guarded(play: Play, place: int, seat: Seat, tape: Tape) -> None:
    try:
        play(place, seat, tape)
    except (OSError, http.client.HTTPException) as error:
        tape.errors.append(f"{seat.draft}: {error!r}")


def timed(step: Step, tape: Tape) -> None:
    started = time.perf_counter()
    wrong = step()
    if wrong:
        tape.errors.append(wrong)
    else:
        tape.seconds.append(time.perf_counter() - started)


def at_a_pace(step: Step, tape: Tape, *, start: float, every: float, times: int, stop: threading.Event) -> None:
    """One step every so many seconds. A late answer delays only the next step of this person."""
    for turn in range(times):
        if stop.wait(max(0.0, start + turn * every - time.monotonic())):
            return
        timed(step, tape)


def without_pause(step: Step, tape: Tape, *, until: float, stop: threading.Event) -> None:
    while time.monotonic() < until and not stop.is_set():
        timed(step, tape)
