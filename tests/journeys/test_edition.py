"""One edition, from the call to reuse, in a real browser."""

import re
from collections.abc import Iterator, Mapping
from datetime import datetime

import pytest
from django.test import override_settings
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from gemeentedelers.cli.invariants import broken_queries
from gemeentedelers.demo.reactions import run_reactions
from gemeentedelers.domain.editions.actions import load_themes
from gemeentedelers.domain.editions.models import Edition
from gemeentedelers.domain.editions.queries import round_of
from gemeentedelers.domain.editions.rules import RoundKind
from gemeentedelers.domain.editions.tests.factories import (
    AFTER_READING,
    AFTER_REVEAL,
    DURING_ENTRY,
    DURING_JURY,
    DURING_READING,
    OPENS,
    make_edition,
)
from gemeentedelers.domain.entries.tests.factories import submitted_entry
from gemeentedelers.domain.municipalities.models import Municipality
from gemeentedelers.domain.municipalities.tests.factories import MunicipalityFactory
from gemeentedelers.domain.panels.actions import add_reader
from gemeentedelers.domain.people.actions import grant_role, register_person
from gemeentedelers.domain.people.models import User
from gemeentedelers.domain.people.rules import Persona, Role
from gemeentedelers.foundation.clock.actions import set_demo_clock
from tests.journeys.conftest import faults_of

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

ROLES = {
    Persona.SCORER: Role.SCORER,
    Persona.ASSESSOR: Role.SCORER,
    Persona.JUROR: Role.JUROR,
    Persona.JURY_CHAIR: Role.JURY_CHAIR,
    Persona.ORGANISER: Role.ORGANISER,
}


class Story:
    """What happens in the browser, as somebody would tell it."""

    def __init__(self, page: Page, base: str) -> None:
        self.page, self.base = page, base
        self.faults: dict[str, list[str]] = {}

    def at(self, moment: datetime) -> None:
        set_demo_clock(moment)

    def be(self, persona: Persona) -> None:
        self.page.context.clear_cookies()
        self.visit("/demo/")
        self.page.locator(f"form:has(input[value='{persona.value}']) button").click()

    def visit(self, path: str) -> None:
        response = self.page.goto(self.base + path)
        assert response is not None
        assert response.ok, f"{path}: {response.status}"
        self.look()

    def press(self, label: str) -> None:
        self.page.get_by_role("button", name=label).first.click()
        self.page.wait_for_load_state()
        self.look()

    def fill(self, **answers: str) -> None:
        for name, answer in answers.items():
            self.page.locator(f"[name='{name}']").first.fill(answer)

    def look(self) -> None:
        """Scan every kind of page once."""
        kind = re.sub(r"[\w-]*\d[\w-]*|(?<=beoordelen/)[\w-]+", "*", self.page.url.removeprefix(self.base))
        if kind not in self.faults:
            self.faults[kind] = faults_of(self.page)

    def says(self, words: str) -> bool:
        return words in self.page.locator("body").inner_text()


def people_of_the_demo(town: Municipality, neighbour: Municipality) -> dict[Persona, User]:
    homes = {Persona.ENTRANT: town, Persona.NOMINEE: neighbour, Persona.ADOPTER: MunicipalityFactory(name="Verderop")}
    found = {
        persona: register_person(
            persona.email, name=f"{persona.value} (demo)", municipality=homes.get(persona), is_verified=True, now=OPENS
        )
        for persona in Persona
    }
    for persona, role in ROLES.items():
        grant_role(found[persona], role, year=2027, by="test", now=OPENS)
    return found


@pytest.fixture
def edition() -> Iterator[Edition]:
    with override_settings(DEMO=True):
        load_themes()
        yield make_edition()


def a_colleague_is_nominated(story: Story, cast: Mapping[Persona, User]) -> None:
    page = story.page
    story.visit("/")
    assert story.says("nog 11 dagen")
    story.visit("/meedoen/")
    story.visit("/nomineren/")
    page.locator("[name='municipality']").select_option(label="Buur")
    story.fill(
        title="Buurtkeuken zonder drempel",
        reason="Iedereen kan mee-eten.",
        contact_email=cast[Persona.NOMINEE].email,
        nominator_name="Een collega",
        nominator_email="collega@elders.example",
    )
    story.press("Nominatie versturen")
    story.be(Persona.NOMINEE)
    page.get_by_role("link", name="Buurtkeuken zonder drempel").first.click()
    story.press("Wij doen mee")
    assert story.says("Buurtkeuken zonder drempel")


def a_municipality_enters(story: Story) -> str:
    page = story.page
    story.be(Persona.ENTRANT)
    story.press("Begin een inzending")
    reference = re.search(r"GD-2027-\d{4}-\d", page.url)
    assert reference is not None
    entry = f"/inzendingen/{reference.group()}/"
    story.visit(f"{entry}in-het-kort/")
    page.locator("[name='category']").first.check()
    page.locator("[name='themes']").first.select_option(index=1)
    story.fill(
        title="Afvalinzameling met de buurt",
        summary="Bewoners en gemeente houden samen de straat schoon.",
        result="In een jaar daalde het zwerfafval met 40 procent.",
        started_on="2025-01-15",
        finished_on="2026-06-30",
    )
    story.press("Opslaan en verder")
    for part, answers in {
        "verhaal": {"problem": "Er lag veel afval.", "approach": "Wij vroegen bewoners wat zij wilden."},
        "succesvol": {"answer": "Wij telden elke maand."},
        "herbruikbaar": {"answer": "De brief en de planning staan klaar."},
        "nodig": {"costs": "4.000 euro en 60 uur.", "lessons": "Begin met één straat."},
    }.items():
        story.visit(f"{entry}{part}/")
        story.fill(**answers)
        story.press("Opslaan en verder")
    story.visit(f"{entry}toestemming/")
    for box in ("was_decisive", "may_be_published"):
        page.locator(f"[name='{box}']").check()
    story.press("Opslaan en verder")
    story.visit(f"{entry}controleren/")
    story.press("Inzending indienen")
    assert story.says(reference.group())
    return reference.group()


def the_organisers_take_it_in(story: Story, edition: Edition, cast: Mapping[Persona, User]) -> None:
    page = story.page
    story.be(Persona.ORGANISER)
    for row in edition.entries.filter(status="submitted"):
        story.visit(f"/organisatie/2027/intake/{row.reference}/")
        page.locator("[name='eligibility'][value='eligible']").check()
        story.press("Bewaar oordeel")
        story.visit(f"/organisatie/2027/intake/{row.reference}/")
        page.locator("[name='category']").select_option(value="leefomgeving")
        story.press("Bewaar categorie")
    reading = round_of(edition, RoundKind.READING)
    assert reading is not None
    for persona in (Persona.SCORER, Persona.ASSESSOR):
        add_reader(reading, cast[persona], capacity=10, by="test", now=DURING_ENTRY)
    story.visit("/organisatie/2027/lezers/")
    story.press("Verdeel inzendingen")


def readers_score(story: Story) -> None:
    page = story.page
    story.at(DURING_READING)
    for persona in (Persona.SCORER, Persona.ASSESSOR):
        story.be(persona)
        for _ in range(2):
            story.visit("/beoordelen/")
            page.get_by_role("link", name="Lees de volgende").click()
            story.look()
            high = story.says("Afvalinzameling met de buurt")
            for criterion in ("succesvol", "herbruikbaar"):
                page.locator(f"[name='score_{criterion}'][value='{5 if high else 3}']").check()
            story.fill(tip="Laat ook zien wat het kostte.")
            story.press("Klaar en naar de volgende")


def the_shortlist_is_announced(story: Story, reference: str) -> None:
    page = story.page
    story.at(AFTER_READING)
    story.be(Persona.ORGANISER)
    story.visit("/organisatie/2027/ranglijst/")
    story.press("Maak de shortlist")
    story.visit("/organisatie/2027/ranglijst/")
    page.locator("form:has(button:has-text('Maak de shortlist bekend')) [name='is_sure']").check()
    story.press("Maak de shortlist bekend")
    story.be(Persona.ENTRANT)
    story.visit(f"/inzendingen/{reference}/")
    assert story.says("Laat ook zien wat het kostte.")
    story.visit("/")
    assert story.says("Afvalinzameling met de buurt")


def the_jury_seals_its_verdict(story: Story, reference: str) -> None:
    page = story.page
    story.at(DURING_JURY)
    for persona in (Persona.JUROR, Persona.JURY_CHAIR):
        story.be(persona)
        story.visit("/jury/")
        story.visit("/jury/2027/leefomgeving/")
        page.locator(f"[name='entry'][value='{reference}']").check()
        story.press("Keuze bewaren")
    story.visit("/jury/2027/leefomgeving/oordeel/")
    page.locator(f"[name='winner'][value='{reference}']").check()
    story.fill(motivation="Elke straat kan hiermee morgen beginnen.")
    story.press("Oordeel verzegelen")
    page.context.clear_cookies()
    assert page.goto(f"{story.base}/uitslag/2027/").status == 404  # type: ignore[union-attr]


def the_result_is_revealed(story: Story) -> str:
    """Returns the address of the winner in the knowledge base."""
    page = story.page
    story.at(AFTER_REVEAL)
    story.be(Persona.ORGANISER)
    story.visit("/organisatie/2027/uitslag/")
    story.fill(year="2027")
    story.press("Maak de uitslag bekend")
    run_reactions()
    page.context.clear_cookies()
    story.visit("/uitslag/2027/")
    assert story.says("Elke straat kan hiermee morgen beginnen.")
    story.visit("/kennisbank/?q=afval")
    page.get_by_role("link", name="Afvalinzameling met de buurt").click()
    return page.url.removeprefix(story.base)


def another_municipality_takes_it_over(story: Story, case: str) -> None:
    page = story.page
    story.be(Persona.ADOPTER)
    story.visit(f"{case}overnemen/")
    page.locator("[name='status'][value='in_use']").check()
    story.press("Meld dit namens Verderop")
    story.visit(case)
    assert story.says("1 gemeente")


def test_an_edition_from_the_call_to_reuse(page: Page, live_server: LiveServer, edition: Edition) -> None:
    cast = people_of_the_demo(MunicipalityFactory(name="Stad"), MunicipalityFactory(name="Buur"))
    submitted_entry(edition, title="Een andere casus")
    story = Story(page, live_server.url)
    story.at(DURING_ENTRY)

    a_colleague_is_nominated(story, cast)
    reference = a_municipality_enters(story)
    the_organisers_take_it_in(story, edition, cast)
    readers_score(story)
    the_shortlist_is_announced(story, reference)
    the_jury_seals_its_verdict(story, reference)
    case = the_result_is_revealed(story)
    another_municipality_takes_it_over(story, case)

    assert len(story.faults) > 20
    assert {kind: faults for kind, faults in story.faults.items() if faults} == {}
    assert [name for name, query in broken_queries() if len(query())] == []
