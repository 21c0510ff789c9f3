"""One edition, from the call to reuse, in a real browser."""

import re
from collections.abc import Iterator, Mapping
from datetime import timedelta

import pytest
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from gemeentedelers.cli.invariants import broken_queries
from gemeentedelers.demo.reactions import run_reactions
from gemeentedelers.domain.editions.models import Edition
from gemeentedelers.domain.editions.queries import round_of
from gemeentedelers.domain.editions.rules import RoundKind
from gemeentedelers.domain.editions.tests.factories import (
    AFTER_READING,
    AFTER_REVEAL,
    DURING_ENTRY,
    DURING_JURY,
    DURING_READING,
    make_edition,
)
from gemeentedelers.domain.entries.tests.factories import submitted_entry
from gemeentedelers.domain.municipalities.tests.factories import MunicipalityFactory
from gemeentedelers.domain.panels.actions import add_reader
from gemeentedelers.domain.people.models import User
from gemeentedelers.domain.people.rules import Persona
from gemeentedelers.domain.recuts.queries import placements_in
from gemeentedelers.domain.shortlists.rules import UNDO
from gemeentedelers.foundation.mail.models import Message
from tests.journeys.final import (
    finalists_are_chosen,
    the_jury_judges,
    the_result_is_sealed_and_signed,
    the_shortlist_keeps_its_categories,
)
from tests.journeys.story import CASE, Story, a_demo, people_of_the_demo, reference_in

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def edition() -> Iterator[Edition]:
    with a_demo():
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
        pointer=cast[Persona.NOMINEE].email,
        nominator_name="Een collega",
        nominator_email="collega@elders.example",
    )
    page.get_by_label("Mijn naam mag in de uitnodiging staan").check()
    story.press("Nominatie versturen")
    assert story.says("Wat gebeurt er nu?")
    run_reactions()
    invitation = Message.objects.get(to=cast[Persona.NOMINEE].email)
    link = re.search(r"/nomineren/\S+/", invitation.body)
    assert link is not None
    story.visit(link.group())
    assert story.says("Een collega")
    story.be(Persona.NOMINEE)
    page.get_by_role("link", name="Buurtkeuken zonder drempel").first.click()
    story.look()
    story.press("Ja, wij doen mee")
    assert story.says("Buurtkeuken zonder drempel")


def a_municipality_enters(story: Story) -> str:
    story.be(Persona.ENTRANT)
    story.press("Begin een inzending")
    reference = reference_in(story.page.url)
    for page, answers in CASE.items():
        story.visit(f"/inzendingen/{reference}/{page}/")
        story.answer(answers)
        story.press("Opslaan en verder")
    story.visit(f"/inzendingen/{reference}/controleren/")
    story.press("Inzending indienen")
    assert story.page.url.endswith("/ontvangst/1/")
    assert story.says(reference)
    return reference


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
    story.visit("/organisatie/2027/verdeling/")
    story.press("Maak een verdeling")
    assert story.says("2 inzendingen")
    story.press("Pas toe")


def begin_to_read(story: Story) -> None:
    story.visit("/beoordelen/")
    story.page.get_by_role("link", name="Begin met beoordelen").click()
    story.look()
    story.fill(accepts="ja")
    story.press("Verder")
    story.press("Dit is alles, verder")


def readers_score(story: Story) -> None:
    page = story.page
    story.at(DURING_READING)
    for persona in (Persona.SCORER, Persona.ASSESSOR):
        story.be(persona)
        begin_to_read(story)
        for _ in range(2):
            story.visit("/beoordelen/")
            page.get_by_role("link", name="Lees de volgende").click()
            story.look()
            high = story.says("Afvalinzameling met de buurt")
            for criterion in ("succesvol", "herbruikbaar"):
                page.locator(f"[name='score_{criterion}'][value='{5 if high else 3}']").check()
            story.fill(tip="Laat ook zien wat het kostte.")
            story.press("Opslaan en volgende")


def the_advice_is_written(story: Story, reference: str) -> None:
    page = story.page
    story.visit("/organisatie/2027/advies/")
    story.visit(f"/organisatie/2027/advies/{reference}/")
    story.press("Neem over")
    story.fill(
        second_strength="De brief staat klaar om te gebruiken.",
        first_step="Meet over een jaar of het nog zo is.",
        second_step="Schrijf op wat het een kleine gemeente kost.",
        talk_to="Praat met de gemeente naast u.",
    )
    story.press("Klaar, laat nakijken")
    story.visit(f"/organisatie/2027/advies/{reference}/")
    story.fill(is_read_again="ja")
    story.press("Keur dit advies goed")
    page.locator("[name='is_sure']").check()
    story.press("Geef het advies vrij")


def the_shortlist_is_announced(story: Story, reference: str) -> None:
    """One proposes and another signs; the entrant reads it when the time to take it back is over."""
    page = story.page
    story.at(AFTER_READING - UNDO)
    story.be(Persona.ORGANISER)
    the_advice_is_written(story, reference)
    story.visit("/organisatie/2027/ranglijst/")
    page.locator("[name='is_sure']").check()
    story.fill(reason="De andere inzending was een proef van onszelf.")
    story.press("Sluit de leesronde")
    story.visit("/organisatie/2027/besluiten/")
    story.press("Maak het voorstel")
    story.be(Persona.ADMINISTRATOR)
    story.visit("/organisatie/2027/besluiten/")
    page.locator("[name='is_sure']").check()
    story.press("Teken dit voorstel")
    assert story.says("De shortlist wordt bekend om 10.0")
    story.at(AFTER_READING + timedelta(minutes=5))
    story.be(Persona.ENTRANT)
    story.visit(f"/inzendingen/{reference}/advies/")
    assert story.says("Laat ook zien wat het kostte.")
    assert story.says("Praat met de gemeente naast u.")
    story.visit("/")
    assert story.says("Afvalinzameling met de buurt")
    assert story.says("Zo kwam de shortlist tot stand")


def the_jury_seals_its_verdict(story: Story, reference: str) -> None:
    story.at(DURING_JURY)
    story.be(Persona.JUROR)
    story.visit("/jury/")
    the_jury_judges(story, "leefomgeving", reference)
    story.page.context.clear_cookies()
    assert story.page.goto(f"{story.base}/uitslag/2027/").status == 404  # type: ignore[union-attr]


def the_result_is_revealed(story: Story) -> str:
    """Without a stage. Returns the address of the winner in the knowledge base."""
    page = story.page
    story.at(AFTER_REVEAL)
    story.be(Persona.ORGANISER)
    story.visit("/organisatie/2027/uitslag/")
    page.get_by_text("Bekendmaken zonder podium").click()
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
    the_shortlist_keeps_its_categories(story)
    finalists_are_chosen(story, list(placements_in(edition)))
    the_jury_seals_its_verdict(story, reference)
    the_result_is_sealed_and_signed(story)
    case = the_result_is_revealed(story)
    another_municipality_takes_it_over(story, case)

    assert len(story.faults) > 20
    assert {kind: faults for kind, faults in story.faults.items() if faults} == {}
    assert [name for name, query in broken_queries() if len(query())] == []
