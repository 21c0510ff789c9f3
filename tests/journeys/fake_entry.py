"""A small server that keeps the contract of the entry pages, and misbehaves when a test asks it to."""

import html
import json
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from string import Template
from threading import Event, Lock, Thread
from types import TracebackType
from typing import ClassVar, Self
from urllib.parse import parse_qs, urlsplit

PAGES = Path(__file__).parent / "pages"
STATIC = Path(__file__).parents[2] / "src/gemeentedelers/web/ui/static"
KEYS = ("title", "story", "finished", "evidence", "themes", "consent")
KINDS = {".css": "text/css", ".js": "text/javascript", ".woff2": "font/woff2"}
CONTENT_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)


@dataclass(frozen=True)
class Write:
    field: str
    value: str
    base: int
    client: str
    seq: int
    at: float


@dataclass
class Answer:
    value: str = ""
    version: int = 0
    client: str = ""
    seq: int = 0


def _open_gate() -> Event:
    gate = Event()
    gate.set()
    return gate


@dataclass
class FakeEntry:
    """What the server has, what it was asked, and how it should behave."""

    answers: dict[str, Answer] = field(default_factory=lambda: {key: Answer() for key in KEYS})
    writes: list[Write] = field(default_factory=list)
    submitted: list[dict[str, list[str]]] = field(default_factory=list)
    files: list[str] = field(default_factory=list)
    status: int = 200
    message: str = ""
    page_pause: float = 0.0
    save_pause: float = 0.0
    may_upload: Event = field(default_factory=_open_gate)
    signed_in: bool = True
    owner: str = "alice"
    token: str = "token-1"  # noqa: S105 - a fictitious one
    closes: datetime = field(default_factory=lambda: datetime.now(UTC) + timedelta(days=11, hours=5))
    shift: timedelta = timedelta()
    page: str = "entry.html"
    held: dict[int, Event] = field(default_factory=dict)
    saved_at: str = "14:03"
    lock: Lock = field(default_factory=Lock)

    def stored(self, key: str) -> str:
        return self.answers[key].value

    def write(self, write: Write) -> tuple[int, dict[str, object]]:
        """The rule of the real one: the same writer's newest wins, another writer's text is never overwritten."""
        with self.lock:
            answer = self.answers[write.field]
            is_own = answer.client == write.client
            if write.value == answer.value or (is_own and write.seq < answer.seq):
                return 200, {"version": answer.version, "saved": self.saved_at}
            if not is_own and write.base != answer.version:
                return 409, {"version": answer.version, "by": "Fatma", "at": "14:02", "url": "/vergelijken/"}
            self.answers[write.field] = Answer(write.value, answer.version + 1, write.client, write.seq)
            return 200, {"version": answer.version + 1, "saved": self.saved_at}

    def write_as_colleague(self, key: str, value: str) -> None:
        with self.lock:
            self.answers[key] = Answer(value, self.answers[key].version + 1, "colleague", 1)

    def html(self) -> str:
        now = datetime.now(UTC) + self.shift
        values = {key: html.escape(answer.value) for key, answer in self.answers.items()}
        versions = {f"version_{key}": answer.version for key, answer in self.answers.items()}
        return Template((PAGES / self.page).read_text(encoding="utf-8")).substitute(
            values,
            **versions,
            owner=self.owner,
            token=self.token,
            now=now.isoformat(),
            closes=self.closes.isoformat(),
            files="".join(f"<li>{html.escape(name)}</li>" for name in self.files),
        )


class _Handler(BaseHTTPRequestHandler):
    entry: ClassVar[FakeEntry]
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        path = urlsplit(self.path).path
        if path.startswith("/static/"):
            file = STATIC / path.removeprefix("/static/")
            self._answer(200, file.read_bytes(), kind=KINDS[file.suffix])
        elif path == "/paneel/":
            n_filled = sum(bool(answer.value) for answer in self.entry.answers.values())
            self._page(f'<p>{n_filled} antwoorden opgeslagen</p><p><a href="/vergelijken/">Bekijk ze</a></p>')
        elif path == "/account/login/":
            self._page((PAGES / "login.html").read_text(encoding="utf-8"))
        elif path == "/vergelijken/":
            self._page((PAGES / "other.html").read_text(encoding="utf-8"))
        elif not self.entry.signed_in:
            self._redirect("/account/login/?next=/inzending/")
        else:
            time.sleep(self.entry.page_pause)
            self._page(self.entry.html())

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        path = urlsplit(self.path).path
        if path == "/opslaan/":
            self._save(body)
        elif path == "/bestanden/":
            self._upload(body)
        elif path == "/account/login/":
            self.entry.signed_in = True
            self._redirect(parse_qs(urlsplit(self.path).query)["next"][0])
        else:
            self.entry.submitted.append(parse_qs(body.decode(), keep_blank_values=True))
            self._redirect("/vergelijken/")

    def _save(self, body: bytes) -> None:
        sent = {name: values[0] for name, values in parse_qs(body.decode(), keep_blank_values=True).items()}
        seq = int(sent["seq"])
        write = Write(sent["field"], sent["value"], int(sent["base"]), sent["client"], seq, time.monotonic())
        self.entry.writes.append(write)
        time.sleep(self.entry.save_pause)
        if waiting := self.entry.held.get(seq):
            waiting.wait(10)
        if self.entry.status != HTTPStatus.OK:
            self._json(self.entry.status, {"message": self.entry.message})
        elif not self.entry.signed_in:
            self._json(401, {"login": "/account/login/?next=/inzendingen/"})
        elif self.headers["X-CSRFToken"] != self.entry.token:
            self._page("<h1>Verboden</h1>", status=403)
        else:
            self._json(*self.entry.write(write))

    def _upload(self, body: bytes) -> None:
        head = f"Content-Type: {self.headers['Content-Type']}\r\n\r\n".encode()
        parts = message_from_bytes(head + body, policy=policy.HTTP)
        names = [part.get_filename() for part in parts.iter_parts()]
        name = next(filter(None, names))
        self.entry.may_upload.wait(20)
        if name.endswith(".exe"):
            self._json(422, {"ok": False, "message": "Dit soort bestand kan niet. Kies een pdf, docx, pptx of beeld."})
        elif self.entry.status != HTTPStatus.OK:
            self._page("<h1>Fout</h1>", status=self.entry.status)
        else:
            self.entry.files.append(name)
            self._json(200, {"ok": True, "name": name})

    def _page(self, text: str, *, status: int = 200) -> None:
        self._answer(status, text.encode(), kind="text/html; charset=utf-8")

    def _json(self, status: int, answer: dict[str, object]) -> None:
        self._answer(status, json.dumps(answer).encode(), kind="application/json")

    def _redirect(self, address: str) -> None:
        self.send_response(303)
        self.send_header("Location", address)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _answer(self, status: int, body: bytes, *, kind: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Content-Security-Policy", CONTENT_POLICY)
        self.send_header("Cache-Control", "no-store" if "html" in kind else "max-age=600")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments: object) -> None:
        """Quiet: the tests say what went wrong."""


class Serving:
    """The fake entry on an address of its own, as long as the block lasts."""

    def __init__(self, entry: FakeEntry) -> None:
        handler = type("Handler", (_Handler,), {"entry": entry})
        self._server = _Server(("127.0.0.1", 0), handler)
        self.address = f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> Self:
        Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def handle_error(self, request: object, client_address: object) -> None:
        """A tab that died in the middle of a request is what the tests are about."""
