"""A reader's work in a real browser, without a mouse: begin, warm up, score, step aside for one entry, finalise."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from gemeentedelers.cli.invariants import broken_queries
from gemeentedelers.domain.conflicts.models import Conflict
from gemeentedelers.domain.editions.models import Edition
from gemeentedelers.domain.editions.queries import round_of
from gemeentedelers.domain.editions.rules import RoundKind
from gemeentedelers.domain.editions.tests.factories import DURING_READING, make_edition
from gemeentedelers.domain.entries.tests.factories import AFTER_CLOSING, eligible_entry
from gemeentedelers.domain.municipalities.tests.factories import MunicipalityFactory
from gemeentedelers.domain.panels.actions import add_reader
from gemeentedelers.domain.panels.models import Reader
from gemeentedelers.domain.people.rules import Persona
from gemeentedelers.domain.plans.actions import assign_entries
from gemeentedelers.domain.scoring.actions import score_golden_case
from gemeentedelers.domain.scoring.models import Scorecard, WarmUp
from gemeentedelers.domain.scoring.rules import ScorecardStatus
from gemeentedelers.domain.scoring.tests.factories import begin_reading, golden_cases
from tests.journeys.story import Story, a_demo, people_of_the_demo
from tests.journeys.test_entering_by_keyboard import Keys

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

N_ENTRIES = 13
TIP = "Laat ook zien wat het kostte."


@pytest.fixture
def edition() -> Iterator[Edition]:
    with a_demo():
        shown = make_edition()
        golden_cases(shown)
        yield shown


def a_reader_has_entries(edition: Edition) -> Reader:
    """What goes before: somebody was accepted as a reader, and the entries were divided."""
    cast = people_of_the_demo(MunicipalityFactory(name="Stad"), MunicipalityFactory(name="Buur"))
    for number in range(1, N_ENTRIES + 1):
        eligible_entry(edition, title=f"Casus {number}")
    reading = round_of(edition, RoundKind.READING)
    assert reading is not None
    reader = add_reader(reading, cast[Persona.SCORER], capacity=20, by="test", now=AFTER_CLOSING)
    assign_entries(reading, by="test", now=AFTER_CLOSING)
    return reader


def the_reader_begins(story: Story, keys: Keys) -> None:
    story.at(DURING_READING)
    story.be(Persona.SCORER)
    story.visit("/beoordelen/")
    assert story.says("Lees eerst hoe beoordelen gaat.")
    keys.go_on(selector="a.gd-button--primary")
    story.look()
    keys.tab_to("[name=accepts]")
    keys.press("Space")
    keys.go_on(selector="main form button")
    story.look()
    assert story.says("Waar bent u bij betrokken?")
    keys.go_on(selector="main form button")


def the_reader_warms_up(story: Story, keys: Keys) -> None:
    """Two cases with a known verdict; each is followed by the view of the panel."""
    for scores, words in (("44", "U keek hier net zo als het panel"), ("22", "U was hier wat strenger dan het panel")):
        story.look()
        keys.press(*scores)
        with story.page.expect_navigation():
            keys.press("ControlOrMeta+Enter")
        expect(story.page.get_by_role("heading", level=1)).to_have_text(words)
        story.look()
        keys.go_on(selector="a.gd-button--primary")
    assert story.says("0 van de 13 klaar")


def the_reader_scores(story: Story, keys: Keys, n_entries: int) -> None:
    """Scores, a tip and on, from one entry to the next."""
    keys.go_on(selector="a.gd-button--primary")
    story.look()
    for number in range(n_entries):
        keys.press(str(number % 5 + 1), "4")
        assert keys.is_at("[name=tip]")
        keys.type(TIP)
        with story.page.expect_navigation():
            keys.press("ControlOrMeta+Enter")
    assert story.says(f"{n_entries} van de {N_ENTRIES} klaar")


def the_reader_knows_somebody(story: Story, keys: Keys) -> None:
    keys.go_on(selector="[name=doe][value=belang]")
    story.look()
    keys.write("reason", "Ik ken het team goed.")
    keys.tab_to("[name=is_sure]")
    keys.press("Space")
    keys.go_on(selector="main form button")
    story.look()


def the_reader_finalises(story: Story, keys: Keys) -> None:
    assert story.says("12 van de 12 klaar")
    keys.go_on(selector="a.gd-button--primary")
    story.look()
    assert story.says("U gaf 24 scores.")
    keys.go_on(selector="main form button")
    story.look()
    assert story.says("U hebt uw beoordeling afgerond")


def test_reading_without_a_mouse(page: Page, live_server: LiveServer, edition: Edition, complaints: list[str]) -> None:
    story, keys = Story(page, live_server.url), Keys(page)
    reader = a_reader_has_entries(edition)

    the_reader_begins(story, keys)
    the_reader_warms_up(story, keys)
    the_reader_scores(story, keys, N_ENTRIES - 1)
    the_reader_knows_somebody(story, keys)
    the_reader_finalises(story, keys)

    reader.refresh_from_db()
    assert reader.finalised_at is not None
    assert (WarmUp.objects.count(), Conflict.objects.count()) == (2, 1)
    cards = Scorecard.objects.filter(assignment__ended_at=None)
    assert list(cards.values_list("status", "tip")) == [(ScorecardStatus.FINAL, TIP)] * (N_ENTRIES - 1)
    assert {kind: faults for kind, faults in story.faults.items() if faults} == {}
    assert keys.unseen == set()
    assert [name for name, query in broken_queries() if len(query())] == []


def a_card(story: Story, edition: Edition) -> str:
    """A reader who has begun, at the first card. Returns its address."""
    reader = a_reader_has_entries(edition)
    story.at(DURING_READING)
    begin_reading(reader.round)
    for golden in edition.golden_cases.all():
        score_golden_case(reader, golden, golden.values, by=reader.user, now=DURING_READING)
    story.be(Persona.SCORER)
    story.visit("/beoordelen/")
    with story.page.expect_navigation():
        story.page.get_by_role("link", name="Lees de volgende").click()
    return story.page.url


def test_a_card_saves_itself_and_survives_a_network_that_is_away(
    page: Page, live_server: LiveServer, edition: Edition, complaints: list[str]
) -> None:
    story = Story(page, live_server.url)
    address = a_card(story, edition)
    seen = page.locator("[data-state]")
    page.locator("[name='score_succesvol'][value='4']").check()
    expect(seen).to_contain_text("Opgeslagen om")

    page.context.set_offline(True)
    page.locator("[name='tip']").fill("Getypt in de trein, zonder verbinding.")
    expect(seen).to_have_text("Offline: uw tekst staat nog op dit apparaat")
    page.context.set_offline(False)
    expect(seen).to_contain_text("Opgeslagen om")

    page.goto(address)
    expect(page.locator("[name='tip']")).to_have_value("Getypt in de trein, zonder verbinding.")
    expect(page.locator("[name='score_succesvol'][value='4']")).to_be_checked()


def test_two_tabs_never_mix_a_card(
    page: Page, live_server: LiveServer, edition: Edition, complaints: list[str]
) -> None:
    story = Story(page, live_server.url)
    address = a_card(story, edition)
    other = page.context.new_page()
    other.goto(address)
    other.locator("[name='score_succesvol'][value='2']").check()
    expect(other.locator("[data-state]")).to_contain_text("Opgeslagen om")

    page.locator("[name='score_succesvol'][value='5']").check()
    expect(page.get_by_role("alert").filter(has_text="ergens anders opgeslagen")).to_be_visible()
    assert list(Scorecard.objects.values_list("scores__value", flat=True)) == [2]
    with page.expect_navigation():
        page.get_by_role("button", name="Opslaan", exact=True).click()
    story.look()
    assert story.says("Er zijn twee versies van uw kaart")
    story.press("Bewaar mijn versie")

    assert list(Scorecard.objects.values_list("scores__value", flat=True)) == [5]
    assert {kind: faults for kind, faults in story.faults.items() if faults} == {}


def test_keys_of_one_letter_can_be_switched_off(
    page: Page, live_server: LiveServer, edition: Edition, complaints: list[str]
) -> None:
    story = Story(page, live_server.url)
    a_card(story, edition)
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Sneltoetsen")).to_be_visible()
    story.look()
    story.press("Zet sneltoetsen uit", within=page.get_by_role("dialog"))

    page.keyboard.press("?")
    page.keyboard.press("5")

    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(page.locator("[name='score_succesvol']:checked")).to_have_count(0)
