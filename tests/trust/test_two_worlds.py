"""Two worlds with the same data and other winners answer everybody alike until the reveal.

A check that finds nothing proves nothing: the worlds differ after the reveal, and each planted leak is found.
"""

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import asdict, dataclass
from functools import partial
from unittest import mock

import pytest
import time_machine
from django.contrib.auth.models import AnonymousUser
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseForbidden
from django.urls import URLPattern, URLResolver, get_resolver, resolve
from procrastinate.contrib.django import app
from pytest_django.plugin import DjangoDbBlocker

from gemeentedelers.domain.editions.tests.factories import AFTER_REVEAL, DURING_JURY
from gemeentedelers.domain.entries.models import Entry
from gemeentedelers.domain.entries.tests.factories import owner_of
from gemeentedelers.domain.reveals.rules.frames import Act
from gemeentedelers.domain.verdicts.models import Verdict
from gemeentedelers.domain.verdicts.queries import kept_pronouncement
from gemeentedelers.foundation.broadcasts.actions import broadcast
from gemeentedelers.foundation.broadcasts.queries import newest_on
from gemeentedelers.foundation.journal.actions import record
from gemeentedelers.foundation.mail.models import Message
from tests.trust.ending import SEALED, A, B, Cast, Ending, come_on_stage, gather, hand_in_cards, nature_of_now, reveal
from tests.trust.worlds import (
    ROUTES,
    Actor,
    Ask,
    Dice,
    Difference,
    Tour,
    differences,
    do_the_jobs,
    forget_old_jobs,
    live,
    loaded_dice,
)

pytestmark = pytest.mark.django_db

EVERYBODY = {
    "anonymous", "entrant", "rival", "colleague", "nominee", "scorer", "assessor", "organiser", "scaler",
    "administrator", "operator", "juror", "chair",
}  # fmt: skip
OUTSIDERS = {"anonymous", "entrant"}
# Who asks what of which site; a site that is not here is asked by everybody.
ASKERS: Mapping[str, set[str]] = {
    "entrant": OUTSIDERS | {"rival", "colleague", "organiser", "juror"},
    "scorer": OUTSIDERS | {"scorer", "assessor", "organiser"},
    "jury": OUTSIDERS | {"juror", "chair", "organiser", "operator"},
    "office": OUTSIDERS | {"organiser", "administrator", "operator", "chair"},
    "account": OUTSIDERS | {"juror"},
}
# Who could see something while the jury still talks.
CLOSE_BY = OUTSIDERS | {"juror", "chair", "organiser", "operator"}
# It ends the session.
LEAVES = {"account_logout"}
# What somebody knows who judged: the cards of all, once they are open, and what the own table decided.
KNOWN_TO_THE_JURY = {"jury:talk", "jury:verdict", "jury:dossiers", "jury:card", "jury:cards"}
WORDS = ("casus", "Casus 1", "Casus 2", "winnaar", "jury", "finalist", "publieksprijs", "prijs")
QUERIES = (
    *(f"/kennisbank/?q={word.replace(' ', '+')}" for word in WORDS),
    *(f"/kennisbank/?prijs={word}" for word in ("winnaar", "finalist", "shortlist")),
    *(f"/kennisbank/?sorteer={word}" for word in ("passend", "overgenomen", "nieuwste", "winnaar")),
    "/kennisbank/?editie=2027",
    "/kennisbank/?pagina=2",
    "/certificaat/?code=AAAA-AAAA-AAAA-AAAA",
)
OFFICE_QUERIES = (
    "/organisatie/2027/intake/?staat=winner",
    "/organisatie/2027/intake/?pagina=2",
    "/organisatie/2027/ranglijst/?sorteer=winnaar",
    *(f"/organisatie/journaal/?naam={name}" for name in ("verdict.pronounced", "result.sealed", "ballot.asked")),
    "/organisatie/2027/bereik/?pagina=2",
)
ERRORS = (
    Ask("/bestaat/niet/"),
    Ask("/winnaar/"),
    Ask("/uitslag/2027/winnaar/"),
    Ask("/", extra=(("HTTP_HOST", "elders.example"),)),
    Ask("/robots.txt", "POST"),
    Ask("/uitslag/2027/", "OPTIONS"),
    Ask("/nomineren/", "POST", checks_csrf=True),
    Ask("/live/2027/stand/uitslag.json", extra=(("HTTP_IF_NONE_MATCH", '"1-1"'),)),
)


@pytest.fixture(scope="module")
def dice() -> Iterator[Dice]:
    with loaded_dice() as dice:
        yield dice


@pytest.fixture(scope="module")
def cast(django_db_setup: None, django_db_blocker: DjangoDbBlocker, dice: Dice) -> Iterator[Cast]:
    """Lived once for the whole module; each world is taken back."""
    logging.disable(logging.ERROR)
    with django_db_blocker.unblock(), transaction.atomic():
        with time_machine.travel(DURING_JURY, tick=False):
            forget_old_jobs()
            gathered = gather()
            do_the_jobs()
        yield gathered
        transaction.set_rollback(True)
    logging.disable(logging.NOTSET)


def plan_of(cast: Cast, *, is_judged: bool) -> Callable[[Actor], list[Ask]]:
    """Every route of the site with every argument, and with what people can add to an address."""

    def plan(actor: Actor) -> list[Ask]:
        known = KNOWN_TO_THE_JURY if is_judged and actor.name in ("juror", "chair") else set()
        names = [name for name in sorted(ROUTES) if name not in LEAVES | known and asks(actor, name)]
        addresses = [address for name in names for address in cast.arguments.addresses(name)]
        asked = [Ask(address) for address in addresses]
        if actor.name == "anonymous":
            asked += [Ask(address, "HEAD") for address in addresses if not address.startswith("/organisatie/")]
            asked += [*map(Ask, QUERIES), *ERRORS]
        if actor.name == "organiser":
            asked += map(Ask, OFFICE_QUERIES)
        return asked

    return plan


def asks(actor: Actor, name: str) -> bool:
    site = name.partition(":")[0].partition("_")[0]
    return actor.name in ASKERS.get(site, EVERYBODY)


def compared(
    story: Callable[[Cast, Ending], object], tours: Sequence[Tour], cast: Cast, dice: Dice
) -> list[list[Difference]]:
    a, b = (live(partial(story, cast, ending), tours, dice) for ending in (A, B))
    assert [set(world.answers) for world in a] == [set(world.answers) for world in b]
    return [differences(one, other, sealed=SEALED) for one, other in zip(a, b, strict=True)]


def test_every_route_has_arguments(cast: Cast) -> None:
    assert (cast.arguments.undeclared(), cast.arguments.unknown()) == ([], [])


def test_nobody_sees_who_leads_while_the_cards_are_closed(cast: Cast, dice: Dice) -> None:
    close_by = [actor for actor in cast.actors if actor.name in CLOSE_BY]
    tour = Tour(DURING_JURY, close_by, plan_of(cast, is_judged=False), nature_of_now)

    assert compared(hand_in_cards, [tour], cast, dice) == [[]]


def test_nobody_sees_who_wins_until_the_reveal(cast: Cast, dice: Dice) -> None:
    """The public prize is counted, everything is sealed, and the stage waits for the first winner."""
    tour = Tour(AFTER_REVEAL, cast.actors, plan_of(cast, is_judged=True), nature_of_now)

    assert compared(come_on_stage, [tour], cast, dice) == [[]]


# The leaks


def winners() -> set[str]:
    """What nobody may see: this opens the seals."""
    said = [kept_pronouncement(verdict) for verdict in Verdict.objects.select_related("category__edition")]
    return {pronouncement.winner for pronouncement in said if pronouncement}


Wrap = Callable[[HttpRequest, HttpResponse, Mapping[str, object]], HttpResponse]


def pattern_of(name: str, resolver: URLResolver | None = None, namespace: str = "") -> URLPattern:
    for item in (resolver or get_resolver()).url_patterns:
        if isinstance(item, URLResolver):
            inner = f"{namespace}{item.namespace}:" if item.namespace else namespace
            if name.startswith(inner):
                try:
                    return pattern_of(name, item, inner)
                except LookupError:
                    continue
        elif item.name and f"{namespace}{item.name}" == name:
            return item
    raise LookupError(name)


def answering(name: str, wrap: Wrap) -> Callable[[], AbstractContextManager[object]]:
    """The page with a defect."""

    def planted() -> AbstractContextManager[object]:
        pattern = pattern_of(name)
        view = pattern.callback

        def changed(request: HttpRequest, **values: object) -> HttpResponse:
            try:
                response = view(request, **values)
            except Exception as error:  # a page that is not there may leak as well
                response = HttpResponse(status=404, content=type(error).__name__)
            return wrap(request, response, values)

        return mock.patch.object(pattern, "callback", changed)

    return planted


def happening(deed: Callable[[], object]) -> Callable[[], AbstractContextManager[object]]:
    """Something that a room does too early."""

    @contextmanager
    def planted() -> Iterator[None]:
        deed()
        yield

    return planted


def adding(text: Callable[[], str]) -> Wrap:
    def wrap(request: HttpRequest, response: HttpResponse, values: Mapping[str, object]) -> HttpResponse:
        response.content += text().encode()
        return response

    return wrap


def touched(request: HttpRequest, response: HttpResponse, values: Mapping[str, object]) -> HttpResponse:
    """As if saving a verdict touched the row of the winner."""
    is_winner = Entry.objects.filter(reference__in=winners(), municipality__code=values["code"]).exists()
    response["Last-Modified"] = "Wed, 10 Mar 2027 09:00:00 GMT" if is_winner else "Mon, 01 Feb 2027 09:00:00 GMT"
    return response


def tagged(request: HttpRequest, response: HttpResponse, values: Mapping[str, object]) -> HttpResponse:
    response["ETag"] = '"{}"'.format("".join(sorted(winners())))
    return response


def forbidden(request: HttpRequest, response: HttpResponse, values: Mapping[str, object]) -> HttpResponse:
    return HttpResponseForbidden("Nog niet") if values["code"] in winners() else response


def with_a_cookie(request: HttpRequest, response: HttpResponse, values: Mapping[str, object]) -> HttpResponse:
    response.set_cookie("gezien", min(winners()))
    return response


def asking_once_more(request: HttpRequest, response: HttpResponse, values: Mapping[str, object]) -> HttpResponse:
    if values["reference"] in winners():
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    return response


def winner_first() -> AbstractContextManager[object]:
    """The nominees come on stage in the order of the verdict."""

    def ordered(act: Act) -> list[dict[str, object]]:
        return [asdict(one) for one in sorted(act.nominees, key=lambda one: one.reference not in winners())]

    return mock.patch("gemeentedelers.domain.reveals.rules.frames._nominees", ordered)


def congratulate() -> None:
    for reference in sorted(winners()):
        to = owner_of(Entry.objects.get(reference=reference)).email
        Message.objects.create(key=f"won:{reference}", to=to, subject="U wint", body="…", written_at=AFTER_REVEAL)


def tell_the_journal() -> None:
    for reference in sorted(winners()):
        record("verdict.noted", subject="2027", by=None, now=AFTER_REVEAL, entry=reference)


def queue_a_certificate() -> None:
    app.configure_task("mail.send", schedule_in={"days": 1}, lock=min(winners())).defer(message=1)


def broadcast_too_early() -> None:
    said = newest_on("reveal:2027")
    assert said is not None
    broadcast(said.topic, {**said.body, "next": min(winners())}, now=AFTER_REVEAL)


@dataclass(frozen=True)
class Leak:
    """A defect, the routes on which it is looked for, and as what it has to be found."""

    planted: Callable[[], AbstractContextManager[object]]
    routes: tuple[str, ...]
    found_as: frozenset[str]


def on(route: str, wrap: Wrap, *found_as: str) -> Leak:
    return Leak(answering(route, wrap), (route,), frozenset(found_as))


def early(deed: Callable[[], object], *found_as: str) -> Leak:
    return Leak(happening(deed), ("live:state",), frozenset(found_as))


LEAKS: Mapping[str, Leak] = {
    "a moment of change that a verdict touched": on("public:municipality", touched, "headers"),
    "an entity tag made of the verdicts": on("public:edition", tagged, "headers"),
    "a certificate that is forbidden instead of unknown": on(
        "public:certificate", forbidden, "status", "headers", "body"
    ),
    "a facet with a count of nought": on(
        "public:knowledge_base", adding(lambda: f"{min(winners())} winnaar (0)"), "body"
    ),
    "a site map with the page of the winner": on(
        "public:sitemap", adding(lambda: f"/uitslag/2027/{min(winners())}/"), "body"
    ),
    "a choice that is checked out of sight": on(
        "live:follow", adding(lambda: f'<option value="{min(winners())}" selected hidden>'), "body"
    ),
    "a class on the winner": on("live:stage", adding(lambda: f'<li id="{min(winners())}" class="is-winner">'), "body"),
    "a cookie": on("public:campaign", with_a_cookie, "cookies"),
    "one query more for the winner": on("entrant:entry", asking_once_more, "queries"),
    "a mail to the winner": early(congratulate, "mail_message.key", "mail_message.to"),
    "a fact that names the winner": early(tell_the_journal, "journal_fact.values"),
    "a job that names the winner": early(queue_a_certificate, "procrastinate_jobs.lock"),
    "a broadcast that says who is next": early(broadcast_too_early, "broadcasts_broadcast.body", "body"),
}


def test_every_planted_leak_is_found(cast: Cast, dice: Dice) -> None:
    """All on one pair of worlds, each as if it were the only one; first none, and then nothing is found."""

    def tour(routes: Iterable[str], planted: Callable[[], AbstractContextManager[object]] = nullcontext) -> Tour:
        asked = [Ask(address) for name in routes for address in cast.arguments.addresses(name)]
        return Tour(AFTER_REVEAL, cast.actors[:2], lambda actor: asked, nature_of_now, planted)

    sound = tour(dict.fromkeys(name for leak in LEAKS.values() for name in leak.routes))
    tours = [sound, *(tour(leak.routes, leak.planted) for leak in LEAKS.values())]
    found = compared(come_on_stage, tours, cast, dice)

    assert dict(zip(["nothing", *LEAKS], map(kinds, found), strict=True)) == {
        "nothing": set(),
        **{name: set(leak.found_as) for name, leak in LEAKS.items()},
    }


def kinds(found: Iterable[Difference]) -> set[str]:
    return {difference.what for difference in found}


def test_nominees_in_the_order_of_the_verdict_are_found(cast: Cast, dice: Dice) -> None:
    """This leak has to be there while the stage moves."""
    tour = Tour(AFTER_REVEAL, cast.actors[:1], lambda actor: [Ask("/live/2027/")], nature_of_now)
    with winner_first():
        (found,) = compared(come_on_stage, [tour], cast, dice)

    assert kinds(found) >= {"body", "reveals_stage.frames"}


def test_there_is_something_to_leak(cast: Cast, dice: Dice) -> None:
    """After the reveal the worlds differ, on these public pages."""
    names = [name for name in sorted(ROUTES) if name.startswith(("public:", "live:"))]

    def plan(actor: Actor) -> list[Ask]:
        return [Ask(address) for name in names for address in cast.arguments.addresses(name)]

    tour = Tour(AFTER_REVEAL, [Actor("anonymous", AnonymousUser())], plan, nature_of_now)
    (found,) = compared(reveal, [tour], cast, dice)

    pages = {difference.where.removeprefix("anonymous GET ") for difference in found if difference.what == "body"}
    assert {resolve(page).view_name for page in pages} == {
        "live:follow", "live:state", "public:campaign", "public:case", "public:edition", "public:knowledge_base",
        "public:press", "public:press_file", "public:press_kit", "public:prize_report", "public:result",
        "public:result_file",
    }  # fmt: skip
