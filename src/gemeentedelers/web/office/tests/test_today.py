import pytest
import time_machine
from django.test import Client

from gemeentedelers.domain.advice.actions import release_advice
from gemeentedelers.domain.advice.tests.factories import advise_all, reading_of
from gemeentedelers.domain.editions.tests.factories import AFTER_READING, DURING_ENTRY, make_edition
from gemeentedelers.domain.entries.actions import ask_extension, judge_eligibility
from gemeentedelers.domain.entries.rules import Eligibility
from gemeentedelers.domain.entries.tests.factories import (
    AFTER_CLOSING,
    eligible_entry,
    owner_of,
    started_entry,
    submitted_entry,
)
from gemeentedelers.domain.finals.tests.factories import in_the_final
from gemeentedelers.domain.municipalities.tests.factories import MunicipalityFactory
from gemeentedelers.domain.nominations.tests.factories import NOBODY, nominated
from gemeentedelers.domain.people.tests.factories import UserFactory
from gemeentedelers.domain.results.tests.factories import published, released, sealed
from gemeentedelers.domain.scoring.tests.factories import reading_round, score_all
from gemeentedelers.domain.shortlists.actions import confirm_proposal, propose
from gemeentedelers.domain.shortlists.tests.factories import PROPOSED_AT, SIGNED_AT, an_organiser, closed_reading
from gemeentedelers.domain.verdicts.tests.factories import a_chair, pronounced
from gemeentedelers.domain.volunteers.tests.factories import volunteer_in

pytestmark = pytest.mark.django_db


def tasks(client: Client) -> list[tuple[str, str, str]]:
    page = client.get("/organisatie/")
    return [(task.title, task.state, task.label) for desk in page.context["desks"] for task in desk.tasks]


def test_an_office_without_editions_says_so(oscar: Client) -> None:
    assert "Er loopt geen editie" in oscar.get("/organisatie/").text


def test_the_intake_waits_with_its_counts(oscar: Client) -> None:
    edition = make_edition()
    submitted_entry(edition)
    entry = submitted_entry(edition)
    submitted_entry(edition)
    judge_eligibility(entry, Eligibility.ELIGIBLE, reason="", by=UserFactory(), now=AFTER_READING)

    assert tasks(oscar) == [
        ("Beoordeel of inzendingen voldoen", "todo", "2 te doen"),
        ("Geef inzendingen een categorie", "todo", "1 te doen"),
        ("Verdeel de inzendingen over de lezers", "todo", "Nog niet verdeeld"),
    ]
    page = oscar.get("/organisatie/").text
    assert 'href="/organisatie/2027/intake/?staat=te-beoordelen"' in page


def test_volunteers_wait_for_an_answer(oscar: Client, clock: time_machine.Traveller) -> None:
    clock.move_to(DURING_ENTRY)
    volunteer_in(make_edition())

    assert tasks(oscar) == [("Beslis wie mag meelezen", "todo", "1 te doen")]


def test_the_queue_of_nominations_waits_while_there_is_somebody_to_invite(
    oscar: Client, clock: time_machine.Traveller
) -> None:
    edition = make_edition()
    nominated(edition, MunicipalityFactory())
    for title in ("Een tip", "Nog een idee"):
        nominated(edition, MunicipalityFactory(), voice=NOBODY, title=title)
    nominated(edition, MunicipalityFactory(), contact="ada@druten.example")
    closed = tasks(oscar)
    clock.move_to(DURING_ENTRY)

    assert closed == [("Verdeel de inzendingen over de lezers", "todo", "Nog niet verdeeld")]
    assert tasks(oscar) == [
        ("Tips", "todo", "2 te doen"),
        ("Nominaties zonder contactpersoon", "todo", "1 te doen"),
    ]
    page = oscar.get("/organisatie/").text
    assert 'href="/organisatie/2027/nominaties/?staat=tips"' in page
    assert 'href="/organisatie/2027/nominaties/?staat=contactpersoon-nodig"' in page


def test_teams_that_ask_for_time_come_first(oscar: Client) -> None:
    entry = started_entry(make_edition())
    ask_extension(entry, reason="Ziek.", by=owner_of(entry), now=AFTER_CLOSING)

    assert tasks(oscar)[0] == ("Vragen om uitstel", "todo", "1 te doen")
    assert 'href="/organisatie/2027/uitstel/"' in oscar.get("/organisatie/").text


def test_every_next_step_shows_when_its_time_comes(oscar: Client, clock: time_machine.Traveller) -> None:
    edition = make_edition()
    eligible_entry(edition)
    reading_round(edition)
    assert tasks(oscar) == [("Volg de leesronde", "busy", "0 van 2 klaar")]

    score_all(edition)
    clock.move_to(AFTER_READING)
    assert tasks(oscar) == [
        ("Sluit de leesronde", "todo", "De tijd is om"),
        ("Schrijf advies voor elk team", "todo", "1 te doen"),
    ]
    advise_all(edition)
    assert tasks(oscar)[1:] == [("Geef adviezen vrij", "todo", "1 te doen")]
    release_advice(reading_of(edition), by="test", now=AFTER_READING)

    closed_reading(edition)
    assert tasks(oscar) == [("Beslis wie doorgaat", "todo", "Nog geen voorstel")]

    proposal = propose(edition, by=an_organiser(edition, name="Olga"), now=PROPOSED_AT)
    assert tasks(oscar) == [("Zet de tweede handtekening", "todo", "Voorstel wacht")]
    assert "Voorstel 1, gemaakt door Olga." in oscar.get("/organisatie/").text

    confirm_proposal(proposal, by=an_organiser(edition), now=SIGNED_AT)
    clock.move_to(SIGNED_AT)
    assert tasks(oscar) == [("De shortlist wordt bekend", "busy", "Om 10.00 uur")]

    clock.move_to(AFTER_READING)
    edition.refresh_from_db()
    in_the_final(edition)
    assert tasks(oscar) == [("Wacht op het oordeel van de jury", "busy", "0 van 1 binnen")]

    pronounced(edition, a_chair(edition))
    assert tasks(oscar) == [("Verzegel de uitslag", "todo", "Alle oordelen zijn binnen")]

    sealed(edition)
    assert tasks(oscar) == [("Geef de uitslag vrij", "todo", "0 van 2 handtekeningen")]

    released(edition)
    assert tasks(oscar) == [("Maak de uitslag bekend", "todo", "Vrijgegeven")]

    published(edition)
    assert tasks(oscar) == []
