"""Somebody signs up to read, is accepted, looks in, and has to stop after all."""

import re

import pytest
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from gemeentedelers.cli.invariants import broken_queries
from gemeentedelers.demo.reactions import run_reactions
from gemeentedelers.domain.editions.tests.factories import DURING_ENTRY, DURING_READING, make_edition
from gemeentedelers.domain.entries.tests.factories import eligible_entry
from gemeentedelers.domain.municipalities.tests.factories import MunicipalityFactory
from gemeentedelers.domain.panels.models import Reader
from gemeentedelers.domain.people.rules import Persona
from gemeentedelers.foundation.clock.actions import set_demo_clock
from gemeentedelers.foundation.mail.models import Message
from tests.journeys.pictures import take_pictures
from tests.journeys.story import Story, a_demo, people_of_the_demo

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

NOOR = "noor@dorpshuis.example"


def signs_up(story: Story, name: str, email: str) -> None:
    story.visit("/meedoen/")
    with story.page.expect_navigation():
        story.page.get_by_role("link", name="Word scoorder").click()
    story.look()
    page = story.page
    page.get_by_label("Uw naam").fill(name)
    page.get_by_label("Uw e-mailadres").fill(email)
    page.get_by_label("Ik werk bij een andere organisatie").check()
    page.get_by_label("Welke organisatie?").fill("Dorpshuis De Kei (fictief)")
    page.get_by_label("Uw functie").fill("beheerder")
    page.get_by_label("Waarom wilt u meelezen?").fill("Ik wil zien wat elders werkt.")
    page.get_by_text("Thema’s met I tot en met L").click()
    page.get_by_label("Jeugdhulp").check()
    take_pictures(page, "lezen")
    story.press("Meld mij aan")
    assert story.says("Kies hoeveel tijd u hebt.")
    take_pictures(page, "lezen-fout")
    page.get_by_label("Hoeveel tijd hebt u in totaal?").select_option(label="4,5 uur")
    story.press("Meld mij aan")
    assert story.says("Bedankt voor uw aanmelding")
    take_pictures(page, "lezen-bedankt")


def the_organiser_accepts_everybody(story: Story) -> None:
    story.be(Persona.ORGANISER)
    story.visit("/organisatie/2027/capaciteit/?inzendingen=94&lezingen=3")
    take_pictures(story.page, "capaciteit")
    story.visit("/organisatie/2027/aanmeldingen/")
    take_pictures(story.page, "aanmeldingen")
    with story.page.expect_navigation():
        story.page.get_by_role("link", name="Neem alle 2 aan").click()
    story.look()
    take_pictures(story.page, "aannemen")
    story.press("Neem aan en stuur mail")
    assert story.says("2 mensen aangenomen. Zij krijgen een mail.")
    story.visit("/organisatie/2027/lezers/")
    take_pictures(story.page, "lezers")


def link_in_mail() -> str:
    run_reactions()
    welcome = Message.objects.filter(to=NOOR).latest("pk")
    assert welcome.subject == "U bent scoorder van GemeenteDelers 2027"
    found = re.search(r"/meedoen/lezen/\S+/", welcome.body)
    assert found is not None
    return found.group()


def the_reader_stops(story: Story) -> None:
    story.visit(link_in_mail())
    take_pictures(story.page, "mijn-aanmelding")
    story.page.get_by_label("Waarom stopt u?").fill("Ik ben ziek.")
    story.press("Stop met meelezen")
    assert story.says("Wat u afrondde, telt mee.")


def test_a_volunteer_from_sign_up_to_stopping(page: Page, complaints: list[str], live_server: LiveServer) -> None:
    with a_demo():
        edition = make_edition()
        people_of_the_demo(MunicipalityFactory(name="Stad"), MunicipalityFactory(name="Buur"))
        eligible_entry(edition)
        set_demo_clock(DURING_ENTRY)
        story = Story(page, live_server.url)
        signs_up(story, "Noor Jansen", NOOR)
        signs_up(story, "Bob Bakker", "bob@dorpshuis.example")

        the_organiser_accepts_everybody(story)
        set_demo_clock(DURING_READING)
        the_reader_stops(story)

        assert [reader.left_because for reader in Reader.objects.order_by("pk")] == ["Ik ben ziek.", ""]
        assert {name for name, query in broken_queries() if query()} == set()
        assert {where: faults for where, faults in story.faults.items() if faults} == {}
