"""A reveal in two browsers, the screen in the hall and a phone at home, with the network cut in between."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import override_settings
from playwright.sync_api import Browser, Response, expect
from pytest_django.live_server_helper import LiveServer

from gemeentedelers.domain.editions.tests.factories import AFTER_REVEAL
from gemeentedelers.domain.results.tests.factories import judged_edition
from gemeentedelers.domain.reveals.actions import blackout, press
from gemeentedelers.domain.reveals.models import Stage
from gemeentedelers.domain.reveals.queries import envelopes_of
from gemeentedelers.domain.reveals.rules import FrameKind
from gemeentedelers.domain.reveals.tests.factories import staged
from gemeentedelers.foundation.broadcasts.actions import broadcast
from gemeentedelers.foundation.broadcasts.queries import newest_on
from gemeentedelers.foundation.clock.actions import set_demo_clock
from tests.journeys.conftest import faults_of
from tests.journeys.pictures import FOLDER
from tests.journeys.screens import HALL, PHONE, kind, opened, shows
from tests.journeys.story import a_demo
from tests.live import LiveProcess, free_port

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

CANARY = "Zeldzaam helder beschreven, en met weinig geld in elke gemeente te herhalen."
SIZES = {"1080p": (HALL, 1), "4k": ({"width": 3840, "height": 2160}, 1), "320": ({"width": 320, "height": 640}, 1)}


@pytest.fixture
def stage() -> Iterator[Stage]:
    with a_demo():
        set_demo_clock(AFTER_REVEAL)
        yield staged(judged_edition(motivation=CANARY))


def pressed(stage: Stage) -> Stage:
    return press(stage, expected_number=stage.number, is_confirmed=True, by=stage.opened_by, now=AFTER_REVEAL)


def test_a_reveal_in_the_hall_and_at_home(
    browser: Browser, live_server: LiveServer, live: LiveProcess, stage: Stage
) -> None:
    year = stage.edition.year
    hall, hall_complaints = opened(browser, HALL, f"{live_server.url}/live/{year}/podium/")
    phone, phone_complaints = opened(browser, PHONE, f"{live_server.url}/live/{year}/")
    for page in (hall, phone):
        expect(page.locator("[data-connection='live']")).to_be_attached()
        shows(page, FrameKind.STANDBY)
    faults = {"phone": faults_of(phone), "hall": faults_of(hall)}

    for expected in (FrameKind.CATEGORY, FrameKind.NOMINEES, FrameKind.DRUM):
        stage = pressed(stage)
        for page in (hall, phone):
            shows(page, expected)
    nominees = phone.locator("[data-part='nominees'] > li")
    assert nominees.count() == hall.locator("[data-part='nominees'] > li").count() > 0
    faults |= {"phone, drum": faults_of(phone), "hall, drum": faults_of(hall)}

    phone.context.set_offline(True)
    assert live.stop() < 5
    expect(hall.locator("[data-connection='polling']")).to_be_attached()
    expect(phone.locator("[data-connection='lost']")).to_be_attached()
    stage = pressed(stage)
    shows(hall, FrameKind.WINNER)
    assert kind(phone) == "drum"
    phone.context.set_offline(False)
    shows(phone, FrameKind.WINNER)
    town = newest_on(stage.topic).body["winner"]["municipality"]  # type: ignore[union-attr]
    for page in (hall, phone):
        expect(page.locator("[data-part='winner-municipality']")).to_have_text(town)
    expect(phone.locator("[data-part='sentence']")).to_contain_text("Winnaar")
    expect(phone.locator("[data-part='winners'] > li")).to_have_count(1)
    hall.wait_for_timeout(2_500)
    faults |= {"phone, winner": faults_of(phone), "hall, winner": faults_of(hall)}

    stage = blackout(stage, expected_number=stage.number, by=stage.opened_by, now=AFTER_REVEAL)
    expect(hall.locator("[data-screen][data-black]")).to_be_attached()
    assert town not in hall.locator("main").inner_text()
    assert {name: found for name, found in faults.items() if found} == {}
    assert (hall_complaints, phone_complaints) == ([], [])
    for page in (hall, phone):
        page.context.close()


def test_without_the_live_process_everybody_asks(browser: Browser, live_server: LiveServer, stage: Stage) -> None:
    """Nothing listens at LIVE_URL, as when that process is down."""
    with override_settings(LIVE_URL=f"http://127.0.0.1:{free_port()}"):
        phone, _ = opened(browser, PHONE, f"{live_server.url}/live/{stage.edition.year}/")
        expect(phone.locator("[data-connection='polling']")).to_be_attached()
        pressed(stage)
        shows(phone, FrameKind.CATEGORY)
        phone.context.close()


def test_the_screen_holds_no_winner_before_the_press_and_opens_it_with_the_key_alone(
    browser: Browser, live_server: LiveServer, stage: Stage
) -> None:
    """T-PRELOAD: what the page fetched before the press is searched for what is only in the sealed result."""
    while stage.position.current.kind is not FrameKind.DRUM:
        stage = pressed(stage)
    fetched: list[Response] = []
    context = browser.new_context(viewport=HALL)
    page = context.new_page()
    page.on("response", lambda response: fetched.append(response))
    with page.expect_response("**/enveloppen.json"):
        page.goto(f"{live_server.url}/live/{stage.edition.year}/podium/")
    expect(page.locator("[data-connection='polling']")).to_be_attached()
    before = b"".join(response.body() for response in fetched if response.ok)
    stage = pressed(stage)
    said = newest_on(stage.topic)
    assert said is not None
    winner, key = said.body["winner"], said.body["key"]

    assert winner["motivation"] == CANARY
    assert envelopes_of(stage.edition) is not None
    assert b"ciphertext" in before
    assert (winner["motivation"].encode() in before, key.encode() in before) == (False, False)
    # The frame comes with nothing but the key, as when the rest of it was lost.
    broadcast(stage.topic, {**said.body, "winner": None}, now=AFTER_REVEAL)
    expect(page.locator("[data-part='winner-municipality']")).to_have_text(winner["municipality"])
    expect(page.locator("[data-part='winner-motivation']")).to_have_text(winner["motivation"])
    context.close()


def test_a_screen_without_script_shows_the_picture_of_the_moment(
    browser: Browser, live_server: LiveServer, stage: Stage
) -> None:
    stage = pressed(pressed(stage))
    for path in ("podium/", ""):
        page, _ = opened(
            browser, HALL, f"{live_server.url}/live/{stage.edition.year}/{path}", java_script_enabled=False
        )
        shows(page, FrameKind.NOMINEES)
        assert page.locator("[data-part='nominees'] > li").count() > 0
        assert page.get_by_role("link", name="Ververs").count() == 1
        page.context.close()


@pytest.mark.skipif(not FOLDER, reason="pictures are made when somebody asks: SCREENSHOTS=folder")
def test_pictures_of_every_frame(browser: Browser, live_server: LiveServer, stage: Stage) -> None:
    year, topic = stage.edition.year, stage.topic
    for name, frame in json.loads((Path(__file__).parent / "frames.json").read_text(encoding="utf-8")).items():
        broadcast(topic, frame, now=AFTER_REVEAL)
        for size, (viewport, _) in SIZES.items():
            page, _ = opened(browser, viewport, f"{live_server.url}/live/{year}/podium/")
            page.wait_for_timeout(900)
            page.screenshot(path=Path(FOLDER) / f"podium-{name}-{size}.png")
            page.context.close()
        page, _ = opened(browser, PHONE, f"{live_server.url}/live/{year}/")
        page.screenshot(path=Path(FOLDER) / f"volgen-{name}.png", full_page=True)
        page.context.close()
