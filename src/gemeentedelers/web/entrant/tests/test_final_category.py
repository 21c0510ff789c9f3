from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from gemeentedelers.domain.editions.models import Edition
from gemeentedelers.domain.editions.tests.factories import AFTER_READING
from gemeentedelers.domain.entries.actions import accept_invitation, invite
from gemeentedelers.domain.entries.models import Entry
from gemeentedelers.domain.entries.rules import TeamRole
from gemeentedelers.domain.entries.tests.factories import owner_of
from gemeentedelers.domain.people.models import User
from gemeentedelers.domain.recuts.actions import answer_objection, apply_cut
from gemeentedelers.domain.recuts.models import Objection
from gemeentedelers.domain.recuts.rules.objections import ObjectionOutcome
from gemeentedelers.domain.recuts.tests.factories import NOT_OURS, TOGETHER, a_cut, a_shortlist, cut_up
from gemeentedelers.domain.shortlists.tests.factories import an_organiser
from gemeentedelers.web.entrant.tests.conftest import SignIn, page_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def after_reading(clock: time_machine.Traveller) -> None:
    clock.move_to(AFTER_READING)


@pytest.fixture
def final() -> Edition:
    return cut_up(a_shortlist())


@pytest.fixture
def entry(final: Edition) -> Entry:
    return final.entries.order_by("reference")[0]


@pytest.fixture
def team(entry: Entry, as_: SignIn) -> Client:
    return as_(owner_of(entry))


def test_a_team_reads_its_category_and_until_when_it_may_object(final: Edition, entry: Entry, team: Client) -> None:
    page = team.get(page_of(entry, "categorie/")).text
    assert "Dit is de categorie waarin u meedeed." in page
    assert "tot en met zaterdag 6 februari 2027" in page

    apply_cut(final, a_cut(final, *"aabb"), reason=TOGETHER, by=an_organiser(final), now=AFTER_READING)

    page = team.get(page_of(entry, "categorie/")).text
    assert "U deed mee in de categorie Leefomgeving." in page
    assert TOGETHER in page
    assert page_of(entry, "categorie/") in team.get(page_of(entry)).text


def test_a_team_objects_once_and_reads_the_answer(final: Edition, entry: Entry, team: Client) -> None:
    page, step = page_of(entry, "categorie/"), page_of(entry, "categorie/bezwaar/")
    assert team.post(step, {"text": " "}).status_code == 422
    done = team.post(step, {"text": NOT_OURS}, follow=True)
    assert "Uw bezwaar is verstuurd." in done.text
    assert "wacht op antwoord" in done.text
    again = team.post(step, {"text": NOT_OURS})
    assert (again.status_code, Objection.objects.count()) == (422, 1)

    answer_objection(
        Objection.objects.get(),
        ObjectionOutcome.DENIED,
        reason="De straat weegt het zwaarst.",
        by=an_organiser(final),
        now=AFTER_READING,
    )

    answered = team.get(page).text
    assert "blijft in deze categorie" in answered
    assert "De straat weegt het zwaarst." in answered


def test_after_five_days_it_is_too_late(entry: Entry, team: Client, clock: time_machine.Traveller) -> None:
    clock.move_to(AFTER_READING + timedelta(days=6))

    assert "Bezwaar maken kon tot en met 6 februari 2027." in team.get(page_of(entry, "categorie/")).text
    page = team.post(page_of(entry, "categorie/bezwaar/"), {"text": NOT_OURS})
    assert (page.status_code, Objection.objects.count()) == (422, 0)


def test_without_a_category_in_the_final_there_is_no_page(as_: SignIn) -> None:
    entry = a_shortlist().entries.all()[0]

    assert as_(owner_of(entry)).get(page_of(entry, "categorie/")).status_code == 404
    assert as_(owner_of(entry)).post(page_of(entry, "categorie/bezwaar/"), {"text": NOT_OURS}).status_code == 404


def test_who_only_reads_along_asks_the_team(entry: Entry, bob: User, as_: SignIn) -> None:
    owner = owner_of(entry)
    accept_invitation(invite(entry, bob.email, TeamRole.READER, by=owner, now=AFTER_READING), by=bob, now=AFTER_READING)
    reader = as_(bob)

    assert "Vraag het iemand in uw team" in reader.get(page_of(entry, "categorie/")).text
    page = reader.post(page_of(entry, "categorie/bezwaar/"), {"text": NOT_OURS})
    assert (page.status_code, Objection.objects.count()) == (422, 0)


def test_strangers_and_methods(entry: Entry, team: Client, bob: User) -> None:
    stranger = Client()
    assert stranger.get(page_of(entry, "categorie/")).status_code == 302
    stranger.force_login(bob)

    assert stranger.get(page_of(entry, "categorie/")).status_code == 404
    assert stranger.post(page_of(entry, "categorie/bezwaar/"), {"text": NOT_OURS}).status_code == 404
    assert team.post(page_of(entry, "categorie/")).status_code == 405
    assert team.get(page_of(entry, "categorie/bezwaar/")).status_code == 405
