"""Lives one history twice with another ending, asks both worlds everything, and names each difference.

Both worlds stand on the same rows, under the same clock and the same dice, so what is born in them has the same number,
code and session. What has to differ by its nature (a commitment, a link of the journal's chain) is replaced by its
name, by exact string. How long an answer takes is not compared: a measurement on a shared machine proves nothing.
"""

import json
import random
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import datetime
from itertools import product, zip_longest
from unittest import mock

import time_machine
from django.contrib.auth.models import AnonymousUser
from django.core import mail
from django.core.cache import cache
from django.db import connection, transaction
from django.http import HttpResponseBase
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from procrastinate.contrib.django import app

from gemeentedelers.domain.people.models import User
from gemeentedelers.foundation.kept import Kept

Nature = Mapping[str, str]
NOT_ALLOWED = 405


class Dice:
    """Stands where the system's randomness stood, and falls the same way after the same throw."""

    def __init__(self) -> None:
        self._random = random.Random(0)  # noqa: S311 - to be foreseen is its purpose

    def throw(self, *cause: object) -> None:
        self._random.seed(repr(cause))

    def bytes(self, size: int) -> bytes:
        return self._random.randbytes(size)


@contextmanager
def loaded_dice() -> Iterator[Dice]:
    dice = Dice()
    with mock.patch("os.urandom", dice.bytes), mock.patch("random._urandom", dice.bytes):
        yield dice


@dataclass(frozen=True)
class Actor:
    name: str
    user: User | AnonymousUser


@dataclass(frozen=True)
class Ask:
    """One request; `extra` goes to the test client."""

    address: str
    method: str = "GET"
    extra: tuple[tuple[str, str], ...] = ()
    checks_csrf: bool = False

    def __str__(self) -> str:
        return " ".join([self.method, self.address, *(f"{name}={value}" for name, value in self.extra)])


@dataclass(frozen=True)
class Answer:
    status: int
    headers: tuple[str, ...]
    cookies: tuple[str, ...]
    body: str
    queries: tuple[str, ...]


@dataclass
class World:
    """What one world answered, holds and sent."""

    answers: dict[tuple[str, str], Answer] = field(default_factory=dict)
    tables: dict[str, list[dict[str, str]]] = field(default_factory=dict)
    mails: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Difference:
    """`what` names the kind of thing that tells the worlds apart."""

    where: str
    what: str
    a: str
    b: str


@dataclass(frozen=True)
class Tour:
    """Who asks what, and when.

    `plan` is made in the world itself, and `nature` names the strings of that world that differ by their nature.
    `planted` is a defect that holds during this tour.
    """

    at: datetime
    actors: Sequence[Actor]
    plan: Callable[[Actor], Sequence[Ask]]
    nature: Callable[[], Nature]
    planted: Callable[[], AbstractContextManager[object]] = nullcontext


def live(story: Callable[[], object], tours: Sequence[Tour], dice: Dice) -> list[World]:
    """Let the story happen, make every tour as if it were the only one, and take it all back."""
    with _taken_back():
        dice.throw("story")
        story()
        return [_lived(tour, dice) for tour in tours]


def _lived(tour: Tour, dice: Dice) -> World:
    with _taken_back(), time_machine.travel(tour.at, tick=False):
        dice.throw("tour")
        with mock.patch.object(Kept, "get", _made_anew), tour.planted():
            return _seen(tour, dice)


def _made_anew(kept: Kept[object]) -> object:
    """What a process remembers would make the second world cheaper than the first."""
    return kept._make()


@contextmanager
def _taken_back() -> Iterator[None]:
    """Rows, numbers, mails and what was cached: afterwards nothing of it happened."""
    counters, sent = _counters(), mail.outbox
    mail.outbox = []
    cache.clear()
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
    _set_counters(counters)
    mail.outbox = sent


def _seen(tour: Tour, dice: Dice) -> World:
    world = World()
    do_the_jobs()
    nature = tour.nature()
    world.tables = _tables(nature)
    for actor in tour.actors:
        dice.throw(actor.name)
        client, strict = Client(), Client(enforce_csrf_checks=True)
        if isinstance(actor.user, User):
            client.force_login(actor.user)
        for ask in tour.plan(actor):
            if _is_for_nobody(world, tour, ask):
                continue
            dice.throw(actor.name, ask)
            world.answers[actor.name, str(ask)] = _answer(strict if ask.checks_csrf else client, ask, nature)
    do_the_jobs()
    # Asking may not leave a trace that differs either, so the tables are read again.
    world.tables |= {f"{name} afterwards": rows for name, rows in _tables(nature).items()}
    world.mails = [without_nature(f"{message.to}\n{message.message().as_string()}", nature) for message in mail.outbox]
    return world


def _is_for_nobody(world: World, tour: Tour, ask: Ask) -> bool:
    """What answered the first actor that it never takes this method did so before it looked at who asked."""
    first = world.answers.get((tour.actors[0].name, str(ask)))
    return first is not None and first.status == NOT_ALLOWED


def _answer(client: Client, ask: Ask, nature: Nature) -> Answer:
    queries: list[str] = []

    def note(execute: Callable[..., object], sql: str, *rest: object) -> object:
        queries.append(sql)
        return execute(sql, *rest)

    with connection.execute_wrapper(note):
        response = client.generic(ask.method, ask.address, **dict(ask.extra))  # type: ignore[arg-type]  # WSGI names
        body = _body(response)
    return Answer(
        status=response.status_code,
        headers=tuple(without_nature(f"{name}: {value}", nature) for name, value in response.headers.items()),
        cookies=tuple(without_nature(morsel.OutputString(), nature) for morsel in response.cookies.values()),
        body=without_nature(body, nature),
        queries=tuple(queries),
    )


def _body(response: HttpResponseBase) -> str:
    content = b"".join(response) if response.streaming else response.content  # type: ignore[attr-defined]
    return content.decode("utf-8", errors="backslashreplace")


def without_nature(text: str, nature: Nature) -> str:
    for string, name in nature.items():
        text = text.replace(string, name)
    return text


def forget_old_jobs() -> None:
    """A test with transactions of its own leaves jobs behind whose facts are gone."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs WHERE status = 'todo'")


def do_the_jobs() -> None:
    """What the workers do, in order, until nothing is left that may be done now."""
    while True:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT id, task_name, args FROM procrastinate_jobs WHERE status = 'todo'"
                " AND (scheduled_at IS NULL OR scheduled_at <= %s) ORDER BY id",
                [datetime.now().astimezone()],
            )
            waiting = cursor.fetchall()
            # One by one: a single update writes its events in the order in which the rows happen to lie on the disk.
            done = [(number,) for number, _, _ in waiting]
            cursor.executemany("UPDATE procrastinate_jobs SET status = 'succeeded' WHERE id = %s", done)
        if not waiting:
            return
        for _, task, args in waiting:
            app.tasks[task](**json.loads(args))


def _tables(nature: Nature) -> dict[str, list[dict[str, str]]]:
    """Every row of every table, in the order of its first column, as plain text per column."""
    found = {}
    with connection.cursor() as cursor:
        for table in sorted(connection.introspection.table_names(cursor)):
            cursor.execute(f'SELECT * FROM "{table}" ORDER BY 1')  # noqa: S608 - the name is the database's own
            columns = [column.name for column in cursor.description]
            found[table] = [
                {column: without_nature(str(value), nature) for column, value in zip(columns, row, strict=True)}
                for row in cursor.fetchall()
            ]
    return found


def _counters() -> list[tuple[str, int | None]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT quote_ident(schemaname) || '.' || quote_ident(sequencename), last_value FROM pg_sequences"
        )
        found: list[tuple[str, int | None]] = cursor.fetchall()
    return found


def _set_counters(counters: Iterable[tuple[str, int | None]]) -> None:
    """A rollback leaves sequences where they were, and then the second world would number its rows on from there."""
    with connection.cursor() as cursor:
        for name, value in counters:
            cursor.execute("SELECT setval(%s, %s, %s)", [name, value or 1, value is not None])


def differences(a: World, b: World, *, sealed: frozenset[str] = frozenset()) -> list[Difference]:
    return [*_in_answers(a, b), *_in_tables(a, b, sealed), *_in_mails(a, b)]


def _in_answers(a: World, b: World) -> Iterator[Difference]:
    for place in a.answers:
        where = " ".join(place)
        ours, theirs = a.answers[place], b.answers[place]
        for what in ("status", "headers", "cookies"):
            one, other = getattr(ours, what), getattr(theirs, what)
            if one != other:
                yield Difference(where, what, str(one), str(other))
        if len(ours.queries) != len(theirs.queries):
            yield Difference(where, "queries", *_first_other_query(ours.queries, theirs.queries))
        if ours.body != theirs.body:
            yield Difference(where, "body", *_first_difference(ours.body, theirs.body))


def _in_tables(a: World, b: World, sealed: frozenset[str]) -> Iterator[Difference]:
    for table in a.tables:
        nothing: dict[str, str] = {}
        rows = zip_longest(a.tables[table], b.tables[table], fillvalue=nothing)
        for number, (one, other) in enumerate(rows, start=1):
            for column in {**one, **other}:
                name = f"{table.removesuffix(' afterwards')}.{column}"
                if name not in sealed and one.get(column) != other.get(column):
                    yield Difference(
                        f"{table} row {number}", name, str(one.get(column))[:300], str(other.get(column))[:300]
                    )


def _in_mails(a: World, b: World) -> Iterator[Difference]:
    for number, (one, other) in enumerate(zip_longest(a.mails, b.mails, fillvalue=""), start=1):
        if one != other:
            yield Difference(f"mail {number}", "mail", *_first_difference(one, other))


def _first_other_query(a: Sequence[str], b: Sequence[str]) -> tuple[str, str]:
    pairs = zip_longest(a, b, fillvalue="nothing more")
    one, other = next((pair for pair in pairs if pair[0] != pair[1]), ("", ""))
    return f"{len(a)}: {one}", f"{len(b)}: {other}"


def _first_difference(a: str, b: str) -> tuple[str, str]:
    start = next((i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
    return a[max(0, start - 60) : start + 60], b[max(0, start - 60) : start + 60]


def named_routes(resolver: URLResolver, namespace: str = "") -> Iterator[tuple[str, tuple[str, ...]]]:
    """Every route with its parts."""
    for item in resolver.url_patterns:
        if isinstance(item, URLResolver):
            inner = f"{namespace}{item.namespace}:" if item.namespace else namespace
            yield from named_routes(item, inner)
        elif isinstance(item, URLPattern) and item.name:
            yield f"{namespace}{item.name}", tuple(item.pattern.regex.groupindex)


ROUTES = dict(named_routes(get_resolver()))


@dataclass(frozen=True)
class Arguments:
    """What to fill in for the parts of a route: for all routes, and otherwise for this route only."""

    parts: Mapping[str, Sequence[object]]
    of_route: Mapping[str, Mapping[str, Sequence[object]]] = field(default_factory=dict)

    def undeclared(self) -> list[str]:
        """The routes of which a part has no value."""
        return [name for name, parts in ROUTES.items() if any(part not in self._for(name) for part in parts)]

    def unknown(self) -> list[str]:
        return sorted(set(self.of_route) - set(ROUTES))

    def addresses(self, name: str) -> list[str]:
        parts, values = ROUTES[name], self._for(name)
        return [
            reverse(name, kwargs=dict(zip(parts, chosen, strict=True)))
            for chosen in product(*(values[part] for part in parts))
        ]

    def _for(self, name: str) -> Mapping[str, Sequence[object]]:
        return {**self.parts, **self.of_route.get(name, {})}
