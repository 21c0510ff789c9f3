"""A pitch day and a reveal in two browsers, the hall and the desk, while the network comes and goes."""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from gemeentedelers.cli.invariants import broken_queries
from gemeentedelers.cli.results import result
from gemeentedelers.demo.reactions import run_reactions
from gemeentedelers.domain.deliberations.tests.factories import category_of, finalists_of
from gemeentedelers.domain.editions.models import Edition
from gemeentedelers.domain.editions.tests.factories import AFTER_READING, AFTER_REVEAL, DURING_JURY
from gemeentedelers.domain.entries.tests.factories import owner_of
from gemeentedelers.domain.municipalities.tests.factories import MunicipalityFactory
from gemeentedelers.domain.people.models import User
from gemeentedelers.domain.people.rules import Persona
from gemeentedelers.domain.recuts.tests.factories import a_shortlist, references_of
from gemeentedelers.domain.reveals.rules import FrameKind
from gemeentedelers.domain.reveals.tests.factories import an_operator
from gemeentedelers.domain.shortlists.rules import UNDO
from tests.journeys.conftest import faults_of
from tests.journeys.final import (
    MOTIVATION,
    finalists_are_chosen,
    hold,
    the_jury_judges,
    the_result_is_sealed_and_signed,
)
from tests.journeys.phone import CARDS, phone_of
from tests.journeys.screens import HALL, opened, seconds_on, shows
from tests.journeys.story import Story, a_demo, people_of_the_demo, sign_in
from tests.live import LiveProcess

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

CATEGORIES = {"leefomgeving": "Leefomgeving", "uitvoering": "Uitvoeringskracht"}
AFTER_THE_REVEAL = ("", "hoe/", "pers/", "pers/perskit.zip", "uitslag.json")
SMALL = {"width": 320, "height": 640}
OFFLINE = "Staat op dit toestel, wordt verstuurd zodra er netwerk is"


@pytest.fixture
def edition() -> Iterator[Edition]:
    """The announced shortlist: three entries in one category and one in the other."""
    with a_demo():
        yield a_shortlist()


@pytest.fixture
def hall(browser: Browser, live_server: LiveServer, live: LiveProcess, edition: Edition) -> Iterator[Page]:
    page, complaints = opened(browser, HALL, f"{live_server.url}/live/2027/podium/")
    yield page
    assert complaints == []
    page.context.close()


def the_final_is_made(story: Story, references: list[str]) -> None:
    """The third case moves to the other category; three of the four become finalists."""
    page = story.page
    story.at(AFTER_READING)
    story.be(Persona.ORGANISER)
    story.visit("/organisatie/2027/finale/indeling/")
    story.visit("/organisatie/2027/finale/indeling/bewerken/?begin=zoals-ingezonden")
    page.get_by_label("Categorie van Casus 3").select_option(label=CATEGORIES["uitvoering"])
    story.press("Bekijk wat er verandert")
    assert story.says("1 team krijgt een andere categorie, en een mail.")
    story.fill(reason="De derde casus gaat over de uitvoering.")
    story.press("Pas deze indeling toe")
    finalists_are_chosen(story, references[:3], places_reason="De jury kan dit aantal goed aan.")
    story.at(AFTER_READING + UNDO + timedelta(minutes=1))


def the_pitch_day_is_planned(story: Story) -> None:
    story.be(Persona.ORGANISER)
    story.visit("/organisatie/2027/pitchdag/")
    story.fill(place="Congreszaal Voorbeeld", begins_at="2027-03-10T10:00", minutes="5", changeover="3")
    story.press("Plan de pitchdag")
    story.press("Stel een volgorde voor")
    story.press("Maak de volgorde bekend")
    assert story.says("De finalisten kennen hun tijd")


def somebody_pitches(story: Story, hall: Page) -> None:
    """The hall counts on without network, and stands where the desk stopped the time when it is back."""
    story.at(DURING_JURY)
    story.visit("/live/2027/klok/regie/")
    hall.goto(f"{story.base}/live/2027/klok/")
    story.press("Kondig aan: Casus")
    expect(hall.get_by_text("Pitch 1 van 3")).to_be_visible()
    story.press("Start de tijd")
    expect(hall.locator("[data-clock]")).to_have_attribute("data-kind", "running")
    hall.context.set_offline(True)
    before = seconds_on(hall)
    hall.wait_for_timeout(4_000)
    assert 2 <= before - seconds_on(hall) <= 9
    expect(hall.get_by_text("Geen verbinding.")).to_be_visible()
    story.press("Zet de tijd stil")
    hall.context.set_offline(False)
    expect(hall.locator("[data-state]")).to_have_text("Stilgezet", timeout=30_000)
    story.press("Sluit deze pitch af")
    expect(hall.locator("[data-state]")).to_have_text("De tijd is om", timeout=30_000)


def the_jury_writes_and_talks(story: Story, browser: Browser, edition: Edition, cast: Mapping[Persona, User]) -> None:
    """The juror writes without network; the chair sees who is awaited and opens when everything is in."""
    finalists = [one for key in CATEGORIES for one in finalists_of(category_of(edition, key))]
    assert len(finalists) == 3
    chair = phone_of(browser, cast[Persona.JURY_CHAIR], story.base)
    for finalist in finalists:
        chair.open(finalist)
        chair.write(finalist, score=4, strengths="Meteen bruikbaar.")
        chair.hand_in(finalist)
        chair.waits_for(finalist, "Ingeleverd om")
    juror = phone_of(browser, cast[Persona.JUROR], story.base)
    juror.context.set_offline(True)
    for finalist in finalists:
        juror.open(finalist)
        juror.write(finalist, score=5, strengths=f"Sterk: {finalist.entry.title}.", doubts="Is er al een tweede jaar?")
        juror.hand_in(finalist)
        juror.waits_for(finalist, OFFLINE)
    story.be(Persona.JURY_CHAIR)
    story.visit(f"{CARDS}stand/")
    assert story.says(cast[Persona.JUROR].name)
    assert story.page.get_by_role("button", name="Open de kaarten").count() == 0
    juror.context.set_offline(False)
    expect(juror.page.locator("[data-day-state]")).to_have_text("Alles wat u schreef, is bewaard.")
    assert (juror.has_kept(), juror.found, chair.found) == (0, [], [])
    for name in CATEGORIES.values():
        story.visit(f"{CARDS}stand/")
        story.press(f"Open de kaarten van {name}")
        assert story.says("Meteen bruikbaar.")
        assert story.says("Is er al een tweede jaar?")
    for phone in (juror, chair):
        phone.context.close()


def nothing_is_out(story: Story, team: Page, reference: str) -> None:
    for path in AFTER_THE_REVEAL:
        assert story.page.request.get(f"{story.base}/uitslag/2027/{path}").status == 404
    assert team.request.get(f"{story.base}/inzendingen/{reference}/verloop/").status == 404


def the_reveal_is_played(story: Story, hall: Page, home: Page, second: Page, live: LiveProcess) -> None:
    """From the first winner on the live process is gone: the screens ask, and a screen without network asks in vain."""
    page = story.page
    story.at(AFTER_REVEAL)
    hall.goto(f"{story.base}/live/2027/podium/")
    story.be(Persona.ORGANISER)
    story.visit("/live/2027/regie/")
    story.press("Open het podium")
    home.goto(f"{story.base}/live/2027/")
    for name in CATEGORIES.values():
        for kind, label in (
            (FrameKind.CATEGORY, f"Categorie {name}"),
            (FrameKind.NOMINEES, f"Genomineerden van {name}"),
            (FrameKind.DRUM, f"Tromgeroffel voor {name}"),
        ):
            second.goto(f"{story.base}/live/2027/regie/")
            story.press(label)
            for screen in (hall, home):
                shows(screen, kind)
            second.get_by_role("button", name=label).click()
            expect(second.get_by_text("De stand is al veranderd.")).to_be_visible()
        hall.context.set_offline(True)
        live.stop()
        expect(home.locator("[data-connection='polling']")).to_be_attached()
        hold(page, f"Winnaar van {name}")
        story.look()
        shows(home, FrameKind.WINNER)
        assert hall.locator("[data-screen]").get_attribute("data-kind") == FrameKind.DRUM
        hall.context.set_offline(False)
        shows(hall, FrameKind.WINNER)
        for screen in (hall, home):
            expect(screen.locator("[data-part='winner-motivation']")).to_have_text(MOTIVATION)
    the_hall_goes_dark(story, hall)
    story.press("Alle winnaars")
    for screen in (hall, home):
        shows(screen, FrameKind.ALL)
    expect(hall.locator("[data-part='winners'] > li")).to_have_count(2)


def the_hall_goes_dark(story: Story, hall: Page) -> None:
    town = hall.locator("[data-part='winner-municipality']").inner_text()
    story.press("Zwart beeld")
    expect(hall.locator("[data-screen][data-black]")).to_be_attached()
    assert town not in hall.locator("main").inner_text()
    story.press("Beeld aan")
    shows(hall, FrameKind.WINNER)


def everything_is_known(story: Story, hall: Page, team: Page, reference: str, folder: Path) -> None:
    page = story.page
    hold(page, "Maak alles bekend")
    shows(hall, FrameKind.DONE)
    run_reactions()
    page.context.clear_cookies()
    for path in ("", "hoe/", "pers/"):
        story.visit(f"/uitslag/2027/{path}")
    assert page.request.get(f"{story.base}/uitslag/2027/pers/perskit.zip").body().startswith(b"PK")
    file = folder / "uitslag.json"
    file.write_bytes(page.request.get(f"{story.base}/uitslag/2027/uitslag.json").body())
    assert CliRunner().invoke(result, ["verify", str(file)]).exit_code == 0
    file.write_bytes(file.read_bytes().replace(MOTIVATION.encode(), b"Iets anders dan de jury schreef."))
    assert CliRunner().invoke(result, ["verify", str(file)]).exit_code == 1
    team.goto(f"{story.base}/inzendingen/{reference}/verloop/")
    expect(team.get_by_role("main")).to_contain_text("Uw casus won in de categorie Leefomgeving.")
    certificate = team.locator("a[href^='/certificaat/']").first.get_attribute("href")
    assert certificate is not None
    story.visit(certificate)


def test_a_pitch_day_and_a_reveal_in_two_browsers(
    browser: Browser,
    page: Page,
    complaints: list[str],
    live_server: LiveServer,
    edition: Edition,
    hall: Page,
    live: LiveProcess,
    tmp_path: Path,
) -> None:
    cast = people_of_the_demo(MunicipalityFactory(name="Stad"), MunicipalityFactory(name="Buur"))
    story, references = Story(page, live_server.url), references_of(edition)
    team, _ = opened(browser, HALL, f"{live_server.url}/")
    sign_in(team.context, owner_of(edition.entries.get(reference=references[0])), live_server.url)
    home, at_home = opened(browser, SMALL, f"{live_server.url}/")
    second, _ = opened(browser, HALL, f"{live_server.url}/", java_script_enabled=False)
    sign_in(second.context, an_operator(edition), live_server.url)

    the_final_is_made(story, references)
    the_pitch_day_is_planned(story)
    somebody_pitches(story, hall)
    faults = {"clock": faults_of(hall)}
    the_jury_writes_and_talks(story, browser, edition, cast)
    for key, winner in zip(CATEGORIES, (references[0], references[2]), strict=True):
        the_jury_judges(story, key, winner)
    the_result_is_sealed_and_signed(story)
    nothing_is_out(story, team, references[0])
    the_reveal_is_played(story, hall, home, second, live)
    nothing_is_out(story, team, references[0])
    faults |= {"hall": faults_of(hall), "home": faults_of(home)}
    everything_is_known(story, hall, team, references[0], tmp_path)

    faults |= {"account": faults_of(team), **story.faults}
    assert len(story.faults) > 20
    assert {kind: found for kind, found in faults.items() if found} == {}
    assert at_home == []
    assert [name for name, query in broken_queries() if len(query())] == []
    for screen in (team, home, second):
        screen.context.close()
