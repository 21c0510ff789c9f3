import pytest
import time_machine
from django.test import Client
from pytest_django import Settings

from gemeentedelers.domain.editions.tests.factories import DURING_READING
from gemeentedelers.domain.entries.models import Entry
from gemeentedelers.domain.people.rules import Role
from gemeentedelers.domain.people.tests.factories import somebody_with
from gemeentedelers.domain.shortlists.models import Wildcard
from gemeentedelers.domain.shortlists.tests.factories import PROPOSED_AT, WHY, read_edition, shortlisted

pytestmark = pytest.mark.django_db

PAGE = "/jury/wildcard/2027/"


@pytest.fixture
def entries() -> list[Entry]:
    """Of an edition in which the jury holds the wildcard; the first two have a place."""
    edition, entries = read_edition(5, 4, 2, 1)
    edition.rounds.filter(kind="reading").update(wildcards_by="jury_chair")
    return entries


@pytest.fixture(autouse=True)
def long_session(settings: Settings) -> None:
    settings.SESSION_COOKIE_AGE = 365 * 24 * 60 * 60


@pytest.fixture
def cora(client: Client) -> Client:
    """The client of the chair of the jury."""
    client.force_login(somebody_with(Role.JURY_CHAIR, year=2027))
    return client


def test_the_chair_gives_a_wildcard_and_takes_it_back(cora: Client, entries: list[Entry]) -> None:
    with time_machine.travel(PROPOSED_AT, tick=False):
        page = cora.get(PAGE)
        given = cora.post(PAGE, {"entry": entries[3].reference, "reason": WHY}, follow=True)
        code = Wildcard.objects.get().code
        back = cora.post(f"{PAGE}{code}/terugnemen/", follow=True)

    assert [entry for entry, _ in page.context["papers"]] == entries[2:]
    assert page.text.count(": Bewoners en gemeente halen samen tegels uit de straat.") == 2
    assert ("1 van 1 gegeven" in given.text, "Geef de wildcard" in given.text) == (True, False)
    assert "0 van 1 gegeven" in back.text


def test_a_fault_is_shown_and_nothing_is_given(cora: Client, entries: list[Entry]) -> None:
    with time_machine.travel(PROPOSED_AT, tick=False):
        page = cora.post(PAGE, {"entry": entries[3].reference, "reason": "Te kort."})

    assert (page.status_code, "in minstens 30 tekens" in page.text) == (422, True)
    assert Wildcard.objects.count() == 0


def test_before_the_end_of_the_reading_nothing_is_shown(cora: Client, entries: list[Entry]) -> None:
    entries[0].edition.rounds.filter(kind="reading").update(closed_at=None)
    with time_machine.travel(DURING_READING, tick=False):
        page = cora.get(PAGE)

    assert "U kunt nu geen wildcard geven." in page.text
    assert entries[3].title not in page.text


def test_a_signed_shortlist_ends_it(cora: Client, entries: list[Entry]) -> None:
    shortlisted(entries[0].edition)
    with time_machine.travel(PROPOSED_AT, tick=False):
        page = cora.get(PAGE)
        refused = cora.post(PAGE, {"entry": entries[3].reference, "reason": WHY})

    assert "U kunt nu geen wildcard geven." in page.text
    assert (refused.status_code, Wildcard.objects.count()) == (422, 0)


@pytest.mark.parametrize(
    ("role", "year"), [(Role.JUROR, 2027), (Role.JURY_CHAIR, 2026), (Role.ORGANISER, 2027), (Role.ASSESSOR, 2027)]
)
def test_nobody_else_finds_the_page(client: Client, entries: list[Entry], role: Role, year: int) -> None:
    client.force_login(somebody_with(role, year=year))

    assert client.get(PAGE).status_code == client.post(PAGE).status_code == 404


def test_where_others_hold_the_wildcard_there_is_no_page(cora: Client, entries: list[Entry]) -> None:
    entries[0].edition.rounds.update(wildcards_by="organiser")

    assert cora.get(PAGE).status_code == 404
    assert cora.get("/jury/wildcard/2030/").status_code == 404


def test_the_agenda_links_to_the_wildcard_only_where_it_is_the_chairs(cora: Client, entries: list[Entry]) -> None:
    links = []
    for holder in ("jury_chair", "assessor"):
        entries[0].edition.rounds.filter(kind="reading").update(wildcards_by=holder)
        links.append(PAGE in cora.get("/jury/").content.decode())

    assert links == [True, False]
