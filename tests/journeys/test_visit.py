"""A whole visit in a real browser: divided, planned, noted on a telephone without a network, reported and corrected."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from gemeentedelers.cli.invariants import broken_queries
from gemeentedelers.demo.reactions import run_reactions
from gemeentedelers.domain.editions.models import Edition
from gemeentedelers.domain.editions.tests.factories import make_edition
from gemeentedelers.domain.entries.models import Entry
from gemeentedelers.domain.entries.tests.factories import eligible_entry
from gemeentedelers.domain.municipalities.tests.factories import MunicipalityFactory
from gemeentedelers.domain.people.actions import grant_role
from gemeentedelers.domain.people.models import User
from gemeentedelers.domain.people.rules import Persona, Role
from gemeentedelers.domain.people.tests.factories import somebody_with
from gemeentedelers.domain.shortlists.tests.factories import announced
from gemeentedelers.domain.visits.models import MomentProposal, Report, View, Visit
from gemeentedelers.domain.visits.queries import report_for
from gemeentedelers.domain.visits.tests.factories import (
    AFTER_VISIT,
    CORRECTED_AT,
    DIVIDED_AT,
    MOMENT,
    OFFERED_AT,
    REPORTED_AT,
    handed_in,
)
from gemeentedelers.foundation.mail.models import Message
from tests.journeys.story import Story, a_demo, people_of_the_demo, sign_in

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

IN_THE_CELLAR = "Getypt in de kelder, zonder bereik."


@pytest.fixture
def edition() -> Iterator[Edition]:
    with a_demo():
        yield make_edition()


@pytest.fixture
def telephone(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 320, "height": 640}, locale="nl-NL", has_touch=True)
    context.set_default_timeout(15_000)
    yield context.new_page()
    context.close()


def a_shortlist(edition: Edition) -> tuple[Entry, User]:
    """What goes before: one case of the persona on the shortlist, and two assessors."""
    cast = people_of_the_demo(MunicipalityFactory(name="Stad"), MunicipalityFactory(name="Buur"))
    entry = eligible_entry(edition, by=cast[Persona.ENTRANT], title="Samen de straat vergroenen")
    announced(edition)
    grant_role(cast[Persona.ASSESSOR], Role.ASSESSOR, year=2027, by="test", now=DIVIDED_AT)
    colleague = somebody_with(Role.ASSESSOR, year=2027, name="Collega assessor (fictief)")
    return entry, colleague


def the_organiser_divides(story: Story) -> None:
    story.at(DIVIDED_AT)
    story.be(Persona.ORGANISER)
    story.visit("/organisatie/2027/bezoeken/")
    with story.page.expect_navigation():
        story.page.get_by_role("link", name="Verdeel de bezoeken").click()
    story.look()
    story.press("Verdeel zo")
    assert story.says("De assessoren krijgen een mail.")


def they_plan(story: Story, entry: Entry, visit: str) -> None:
    story.at(OFFERED_AT)
    story.be(Persona.ASSESSOR)
    story.visit("/beoordelen/bezoeken/")
    story.visit(f"/beoordelen/bezoeken/{visit}/plannen/")
    story.press("Stuur naar het team")
    assert story.says("De momenten zijn nog niet verstuurd")
    story.fill(moment_1="2027-02-10T14:00", moment_2="2027-02-11T10:00", place="Stadhuisplein 1, Stad")
    story.press("Stuur naar het team")
    story.be(Persona.ENTRANT)
    story.visit(f"/inzendingen/{entry.reference}/bezoek/")
    story.page.get_by_label("woensdag 10 februari 2027, 14.00 uur").check()
    story.press("Kies dit moment")
    assert MomentProposal.objects.get().chosen == MOMENT


def notes_survive_the_cellar(story: Story, visit: str) -> None:
    """The network goes while somebody types, the tab dies, and nothing is lost."""
    page, address = story.page, f"/beoordelen/bezoeken/{visit}/beeld/"
    story.at(AFTER_VISIT)
    story.be(Persona.ASSESSOR)
    story.visit(address)
    seen = page.locator("[data-state]")
    page.locator("[name=note_succesvol_works]").fill("Bewoners doen het zelf.")
    expect(seen).to_contain_text("Opgeslagen om")

    page.context.set_offline(True)
    page.locator("[name=note_succesvol_why]").fill(IN_THE_CELLAR)
    expect(seen).to_have_text("Bewaard op dit toestel. Wij versturen het als er weer verbinding is.")
    assert IN_THE_CELLAR in page.evaluate("Object.values(localStorage).join()")
    page.close()
    story.page = page.context.new_page()
    page = story.page
    page.context.set_offline(False)

    page.goto(story.base + address)
    expect(page.locator("[name=note_succesvol_why]")).to_have_value(IN_THE_CELLAR)
    expect(page.locator("[data-state]")).to_contain_text("Opgeslagen om")
    assert View.objects.get().seen.about("succesvol")[1][1] == IN_THE_CELLAR
    assert page.evaluate("localStorage.length") == 0


def another_device_is_not_written_over(story: Story, visit: str) -> None:
    address = f"{story.base}/beoordelen/bezoeken/{visit}/beeld/"
    other = story.page.context.new_page()
    other.goto(address)
    other.locator("[name=note_herbruikbaar_works]").fill("Van het andere toestel.")
    expect(other.locator("[data-state]")).to_contain_text("Opgeslagen om")
    other.close()

    story.page.locator("[name=note_herbruikbaar_why]").fill("Van dit toestel.")
    expect(story.page.get_by_role("alert").filter(has_text="ergens anders opgeslagen")).to_be_visible()
    assert "Van dit toestel." not in str(View.objects.get().content)
    with story.page.expect_navigation():
        story.page.get_by_role("button", name="Opslaan", exact=True).click()
    story.look()
    assert story.says("Van het andere toestel.")
    story.press("Bewaar mijn versie")


def the_view_is_handed_in(story: Story) -> None:
    page = story.page
    page.locator("[name=note_herbruikbaar_works]").fill("De brief ligt klaar.")
    for radio in page.locator("input[type=radio][value=seen]").all():
        radio.check()
    story.press("Lever uw beeld in")
    assert story.says("Uw beeld is ingeleverd.")
    assert page.evaluate("localStorage.length") == 0


def the_report_is_made(story: Story, entry: Entry, colleague: User, visit: str, browser: Browser) -> None:
    handed_in(Visit.objects.get(), colleague, "De collega zag", now=AFTER_VISIT + timedelta(hours=1))
    story.at(REPORTED_AT)
    story.visit(f"/beoordelen/bezoeken/{visit}/verslag/")
    assert story.says("De twee beelden naast elkaar")
    for radio in story.page.locator("input[type=radio][value=seen]").all():
        radio.check()
    story.fill(for_jury="Alleen de jury leest dit.", advice="Begin ook in een kleine straat.")
    story.press("Leg voor aan uw collega")
    context = browser.new_context(locale="nl-NL")
    sign_in(context, colleague, story.base)
    second = Story(context.new_page(), story.base, story.faults)
    second.visit(f"/beoordelen/bezoeken/{visit}/verslag/")
    second.press("Ga akkoord")
    context.close()
    assert Report.objects.get().agreed_by == colleague


def the_team_corrects(story: Story, entry: Entry, visit: str) -> None:
    story.at(CORRECTED_AT)
    story.be(Persona.ENTRANT)
    story.visit(f"/inzendingen/{entry.reference}/bezoek/")
    assert not story.says("Alleen de jury leest dit.")
    story.fill(verdict_succesvol="klopt-niet", because_succesvol="Het waren er 4.100.")
    story.press("Verstuur uw reactie")
    story.be(Persona.ASSESSOR)
    story.visit(f"/beoordelen/bezoeken/{visit}/verslag/")
    story.fill(outcome="adapted", text="Bewoners haalden 4.100 tegels weg.", answer="Wij hebben het aangepast.")
    story.press("Bewaar uw antwoord")
    story.press("Stuur naar de jury")
    report = report_for(entry)
    assert report is not None
    assert report.paragraphs[0][1] == "Bewoners haalden 4.100 tegels weg."


def the_advice_goes_out(story: Story, entry: Entry) -> None:
    story.be(Persona.ORGANISER)
    story.visit("/organisatie/2027/bezoeken/")
    story.fill(is_sure="ja")
    story.press("Geef het advies vrij")
    story.be(Persona.ENTRANT)
    story.visit(f"/inzendingen/{entry.reference}/bezoek/")
    assert story.says("Begin ook in een kleine straat.")
    assert not story.says("Alleen de jury leest dit.")


def test_a_visit_on_a_telephone(telephone: Page, browser: Browser, live_server: LiveServer, edition: Edition) -> None:
    story = Story(telephone, live_server.url)
    entry, colleague = a_shortlist(edition)

    the_organiser_divides(story)
    visit = Visit.objects.get().code
    they_plan(story, entry, visit)
    notes_survive_the_cellar(story, visit)
    another_device_is_not_written_over(story, visit)
    the_view_is_handed_in(story)
    the_report_is_made(story, entry, colleague, visit, browser)
    the_team_corrects(story, entry, visit)
    the_advice_goes_out(story, entry)
    run_reactions()

    assert Message.objects.filter(to=Persona.ENTRANT.email, subject__contains="Advies na het bezoek").count() == 1
    assert {kind: faults for kind, faults in story.faults.items() if faults} == {}
    assert [name for name, query in broken_queries() if len(query())] == []
