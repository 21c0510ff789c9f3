"""A pitch in the hall: one operates, the hall counts, also while the network is away."""

import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from gemeentedelers.domain.pitches.actions import Place, plan_day, publish_order
from gemeentedelers.domain.pitches.models import PitchDay
from gemeentedelers.domain.pitches.tests.factories import BEGINS, an_operator, edition_with_finalists
from gemeentedelers.domain.shortlists.tests.factories import an_organiser
from tests.journeys.conftest import faults_of
from tests.journeys.screens import seconds_on
from tests.journeys.story import sign_in

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

SLOT = timedelta(seconds=75)
FOLDER = os.environ.get("SCREENSHOTS", "")


@pytest.fixture
def day() -> PitchDay:
    edition = edition_with_finalists(("leefomgeving", "leefomgeving", "uitvoering", "uitvoering"))
    place = Place("Congreszaal Voorbeeld", BEGINS, SLOT, timedelta(minutes=1))
    organiser = an_organiser(edition)
    return publish_order(plan_day(edition, place, by=organiser, now=timezone.now()), by=organiser, now=timezone.now())


@pytest.fixture
def stage(browser: Browser, live_server: LiveServer, day: PitchDay) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1920, "height": 1080}, locale="nl-NL")
    page = context.new_page()
    page.goto(f"{live_server.url}/live/{day.edition.year}/klok/")
    yield page
    context.close()


def picture(stage: Page, name: str) -> None:
    if FOLDER:
        for width, height in ((1920, 1080), (320, 640)):
            stage.set_viewport_size({"width": width, "height": height})
            stage.screenshot(path=Path(FOLDER) / f"clock-{name}-{width}.png")
        stage.set_viewport_size({"width": 1920, "height": 1080})


def test_the_hall_counts_on_while_the_network_is_away(
    page: Page, complaints: list[str], stage: Page, live_server: LiveServer, day: PitchDay
) -> None:
    year = day.edition.year
    sign_in(page.context, an_operator(day.edition), live_server.url)
    page.goto(f"{live_server.url}/live/{year}/klok/regie/")
    expect(stage.get_by_role("heading", level=1)).to_have_text("De pitches beginnen zo")
    picture(stage, "idle")
    assert faults_of(stage) == []
    stage.set_viewport_size({"width": 1920, "height": 1080})

    page.get_by_role("button", name="Kondig aan: Casus").first.click()
    expect(page.get_by_role("heading", name="Aangekondigd")).to_be_visible()
    expect(stage.get_by_text("Pitch 1 van 4")).to_be_visible(timeout=30_000)
    expect(stage.locator("[data-digits]")).to_have_text("1:15")
    picture(stage, "announced")
    assert faults_of(page) == []

    page.get_by_role("button", name="Start de tijd").click()
    expect(page.get_by_role("heading", name="De tijd loopt")).to_be_visible()
    expect(stage.locator("[data-clock]")).to_have_attribute("data-kind", "running")
    picture(stage, "running")

    stage.context.set_offline(True)
    before = seconds_on(stage)
    stage.wait_for_timeout(5_000)
    assert 3 <= before - seconds_on(stage) <= 9
    expect(stage.locator("[data-clock]")).to_have_attribute("data-connection", "lost")
    expect(stage.get_by_text("Geen verbinding.")).to_be_visible()
    page.get_by_role("button", name="Zet de tijd stil").click()
    expect(page.get_by_role("heading", name="Stilgezet")).to_be_visible()
    stage.context.set_offline(False)

    expect(stage.locator("[data-state]")).to_have_text("Stilgezet", timeout=30_000)
    stopped = seconds_on(stage)
    stage.wait_for_timeout(2_000)
    assert seconds_on(stage) == stopped
    picture(stage, "paused")

    page.get_by_role("button", name="Laat de tijd verder lopen").click()
    expect(stage.locator("[data-state]")).to_have_text("Laatste minuut", timeout=40_000)
    expect(stage.locator("[data-sentence]")).to_have_text("Nog 1 minuut.")
    picture(stage, "minute")
    expect(stage.locator("[data-state]")).to_have_text("Laatste halve minuut", timeout=45_000)
    picture(stage, "half")
    assert faults_of(stage) == []
    page.get_by_role("button", name="Sluit deze pitch af").click()
    expect(stage.locator("[data-digits]")).to_have_text("0:00", timeout=30_000)
    expect(stage.locator("[data-state]")).to_have_text("De tijd is om")
    picture(stage, "over")
    assert faults_of(stage) == []
    page.get_by_role("button", name="Begin de pauze").click()
    expect(stage.get_by_role("heading", level=1)).to_have_text("Pauze", timeout=30_000)
    picture(stage, "break")
    if FOLDER:
        page.screenshot(path=Path(FOLDER) / "control-1280.png", full_page=True)
        page.set_viewport_size({"width": 320, "height": 800})
        page.screenshot(path=Path(FOLDER) / "control-320.png", full_page=True)
