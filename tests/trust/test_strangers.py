"""A stranger finds nothing that is not theirs. Every route has to be declared here; an undeclared one fails."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from gemeentedelers.domain.editions.tests.factories import make_edition
from gemeentedelers.domain.entries.tests.factories import civil_servant, eligible_entry
from gemeentedelers.domain.entries.tests.test_actions import nomination_of
from gemeentedelers.domain.panels.models import Assignment
from gemeentedelers.domain.people.models import User
from gemeentedelers.domain.people.rules import Role
from gemeentedelers.domain.people.tests.factories import UserFactory, somebody_with
from gemeentedelers.domain.scoring.tests.factories import reading_round


def named_routes(resolver: URLResolver, namespace: str = "") -> Iterator[tuple[str, set[str]]]:
    for item in resolver.url_patterns:
        if isinstance(item, URLResolver):
            inner = f"{namespace}{item.namespace}:" if item.namespace else namespace
            yield from named_routes(item, inner)
        elif isinstance(item, URLPattern) and item.name:
            yield f"{namespace}{item.name}", set(item.pattern.converters)


ROUTES = dict(named_routes(get_resolver()))


PUBLIC = {
    "public:campaign", "public:editions", "public:edition", "public:how_to_enter", "public:nominate",
    "public:nomination", "public:knowledge_base", "public:municipalities", "public:municipality",
    "public:robots", "public:sitemap", "public:security", "public:live", "public:ready",
    "account:privacy", "account:accessibility",
    "account_login", "account_signup", "account_request_login_code", "account_inactive",
}  # fmt: skip
NOT_THERE = {"public:result", "public:case", "public:adopt", "account:demo"}
ANYONE_SIGNED_IN = {"account:home", "account_logout", "entrant:entries"}
ONLY_BY_POST = {"entrant:start", "entrant:submit", "office:judge", "office:categorise", "office:divide",
                "office:close", "office:choose", "office:announce", "office:reveal"}  # fmt: skip
STEPS_OF_SIGNING_IN = {"account_confirm_login_code", "account_email_verification_sent", "account_verification_sent"}
NEEDS_A_KEY = {"account_reset_password_from_key", "account_confirm_email"}
CLOSED = {name for name in ROUTES if name.startswith("account_")} - PUBLIC - ANYONE_SIGNED_IN - STEPS_OF_SIGNING_IN
THEIRS = {
    "entrant:entry", "entrant:team", "entrant:check", "entrant:receipt", "entrant:reopen", "entrant:withdraw",
    "entrant:section", "scorer:queue", "scorer:scorecard", "scorer:conflict", "jury:agenda", "jury:dossiers",
    "jury:verdict", "office:today", "office:edition", "office:intake", "office:entry", "office:readers",
    "office:ranking", "office:result", "office:journal", "office:demo_clock",
}  # fmt: skip


@dataclass(frozen=True)
class World:
    """Alice's entry in a running edition, on a reader's desk, and a nomination of her municipality."""

    alice: User
    reader: User
    oscar: User
    values: dict[str, dict[str, object]]


@pytest.fixture
def world(db: None) -> World:
    edition = make_edition()
    alice = civil_servant()
    entry = eligible_entry(edition, by=alice)
    reader, _ = reading_round(edition)
    assignment = Assignment.objects.filter(reader__user=reader).get()
    nominee = civil_servant()
    nomination = nomination_of(nominee, edition=edition)
    assert alice.municipality is not None
    objects = {
        "year": edition.year,
        "reference": entry.reference,
        "code": assignment.code,
        "key": "leefomgeving",
        "slug": "bestaat-niet",
    }
    values = {name: {part: objects[part] for part in parts if part in objects} for name, parts in ROUTES.items()}
    values["public:nomination"] = {"code": nomination.code}
    values["public:municipality"] = {"code": alice.municipality.code}
    values["entrant:section"]["key"] = "verhaal"
    return World(alice, reader, somebody_with(Role.ORGANISER), values)


def test_every_route_is_declared_exactly_once() -> None:
    declared = [PUBLIC, NOT_THERE, ANYONE_SIGNED_IN, ONLY_BY_POST, STEPS_OF_SIGNING_IN, CLOSED, THEIRS]

    assert set(ROUTES) - set().union(*declared) == set()
    assert sum(map(len, declared)) == len(set().union(*declared))


def get(client: Client, world: World, name: str) -> int:
    return client.get(reverse(name, kwargs=world.values[name])).status_code


def test_a_stranger_finds_nothing_that_is_theirs(client: Client, world: World) -> None:
    client.force_login(UserFactory())

    assert {name: get(client, world, name) for name in sorted(THEIRS & set(ROUTES))} == dict.fromkeys(
        sorted(THEIRS & set(ROUTES)), 404
    )


def test_a_stranger_changes_nothing(client: Client, world: World) -> None:
    client.force_login(UserFactory())
    posts = sorted((THEIRS | ONLY_BY_POST) & set(ROUTES) - {"entrant:start"})

    found = {name: client.post(reverse(name, kwargs=world.values[name])).status_code for name in posts}

    assert {name: status for name, status in found.items() if status not in (404, 405)} == {}


def test_who_is_not_signed_in_is_asked_to_sign_in_or_finds_nothing(client: Client, world: World) -> None:
    names = sorted((THEIRS | ANYONE_SIGNED_IN) & set(ROUTES) - {"account_logout"})

    assert {name: get(client, world, name) for name in names if get(client, world, name) not in (302, 404)} == {}


def test_public_pages_are_public_and_the_rest_is_not_there(client: Client, world: World) -> None:
    """What allauth brings beside signing in with a code, such as passwords, is not there either."""
    plain = CLOSED - NEEDS_A_KEY
    expected = dict.fromkeys(PUBLIC, 200) | dict.fromkeys(NOT_THERE | plain, 404)

    assert {name: get(client, world, name) for name in expected} == expected


def test_there_is_something_to_find(client: Client, world: World) -> None:
    for user, name in (
        (world.alice, "entrant:entry"),
        (world.reader, "scorer:scorecard"),
        (world.oscar, "office:entry"),
    ):
        client.force_login(user)
        assert get(client, world, name) == 200, name


def test_a_foreign_object_and_an_unknown_one_answer_the_same(client: Client, world: World) -> None:
    client.force_login(UserFactory())
    foreign = client.get(reverse("entrant:entry", kwargs=world.values["entrant:entry"]))
    unknown = client.get(reverse("entrant:entry", kwargs={"reference": "GD-2027-9999-0"}))

    assert (foreign.status_code, foreign.headers.items()) == (unknown.status_code, unknown.headers.items())
