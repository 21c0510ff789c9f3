"""The panel that follows along, the counters, the countdown and sending files, in a real browser."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from playwright.sync_api import Browser, BrowserContext, FilePayload, expect

from gemeentedelers.foundation.words import count_words
from tests.journeys.conftest import faults_of
from tests.journeys.desk import WORDS, Desk, eventually
from tests.journeys.fake_entry import FakeEntry, Serving

pytestmark = pytest.mark.journey


def test_the_panel_follows_what_is_saved_and_leaves_the_focus_alone(desk: Desk) -> None:
    panel = desk.page.locator("#paneel")
    for word in WORDS[:6]:
        desk.type("story", f"{word} ")
        desk.page.locator("#id_evidence_1").check()
        desk.page.locator("#id_evidence_0").check()
    desk.field("title").focus()
    desk.page.keyboard.type("Bel")
    expect(panel).to_contain_text("3 antwoorden opgeslagen")
    assert desk.page.evaluate("document.activeElement.id") == "id_title"
    asked = desk.page.evaluate(
        "performance.getEntriesByType('resource').filter(({name}) => name.endsWith('/paneel/')).map((e) => e.startTime)"
    )
    assert len(asked) > 1
    assert min(late - early for early, late in pairwise(asked)) > 780

    link = panel.get_by_role("link")
    link.focus()
    desk.page.evaluate("document.querySelector('#id_consent').click()")
    time.sleep(1.2)
    expect(panel).to_contain_text("3 antwoorden opgeslagen")
    expect(link).to_be_focused()
    desk.field("title").focus()
    expect(panel).to_contain_text("4 antwoorden opgeslagen")


def test_counters_are_seen_at_once_and_heard_after_a_pause(desk: Desk) -> None:
    counter = desk.page.locator("#id_story_teller")
    heard = desk.page.locator("#id_story_teller + [aria-live=polite]")
    expect(counter).to_have_text("0 van 20 woorden")
    desk.field("story").fill("een " * 14)
    expect(counter).to_have_text("14 van 20 woorden")
    desk.type("story", "e-mail")
    expect(counter).to_have_text("Nog 5 woorden")
    assert heard.text_content() == ""
    expect(heard).to_have_text("Nog 5 woorden")
    nasty = "- e-mail https://x.nl/a?b 🙂 e\u0301e\u0301n 10.000\u00a0euro " * 6
    desk.field("story").fill(nasty)
    expect(counter).to_have_text(f"{count_words(nasty) - 20} woorden te veel")
    expect(counter).to_have_class("gd-field__counter gd-field__counter--over")
    assert count_words(nasty) == 30
    desk.field("title").fill("x" * 75)

    expect(desk.page.locator("#id_title_teller")).to_have_text("Nog 25 tekens")
    assert faults_of(desk.page) == []


@pytest.fixture
def wrong_clock(browser: Browser) -> Iterator[BrowserContext]:
    """A browser in New York whose clock runs two hours ahead, and can be set."""
    context = browser.new_context(timezone_id="America/New_York", locale="en-US")
    context.add_init_script(
        """(() => {
          const True = Date;
          window.ahead = 7_200_000;
          window.Date = class extends True {
            constructor(...given) { super(...(given.length ? given : [True.now() + window.ahead])); }
            static now() { return True.now() + window.ahead; }
          };
        })()"""
    )
    yield context
    context.close()


def test_the_countdown_is_that_of_the_server(wrong_clock: BrowserContext) -> None:
    entry = FakeEntry(closes=datetime.now(UTC) + timedelta(hours=3, minutes=12, seconds=40))
    with Serving(entry) as serving:
        desk = Desk(wrong_clock.new_page(), entry, f"{serving.address}/inzending/")
        desk.open()
        left = desk.page.locator("[data-countdown]")
        expect(left).to_have_text("nog 3 uur en 12 minuten")
        assert abs(desk.page.evaluate("Date.now()") / 1000 - time.time()) > 7000
        desk.page.evaluate("window.ahead = -90_000_000; document.dispatchEvent(new Event('visibilitychange'))")
        time.sleep(0.5)
        expect(left).to_have_text("nog 3 uur en 12 minuten")

        # A machine that slept for two hours: its wall clock went on, the clock of the page did not.
        entry.shift = timedelta(hours=2)
        desk.page.evaluate("window.ahead += 7_200_000; document.dispatchEvent(new Event('visibilitychange'))")
        expect(left).to_have_text("nog 1 uur en 12 minuten")


def test_the_countdown_ends_by_itself(desk: Desk) -> None:
    desk.entry.closes = datetime.now(UTC) + timedelta(seconds=61)
    desk.open()
    left = desk.page.locator("[data-countdown]")
    expect(left).to_have_text("nog 1 minuut")
    expect(left).to_have_text("nog minder dan een minuut")
    desk.entry.closes = datetime.now(UTC) + timedelta(seconds=2)
    desk.open()
    expect(left).to_have_text("nog minder dan een minuut")
    expect(left).to_have_text("de inschrijving is gesloten")
    assert datetime.now(UTC) >= desk.entry.closes
    expect(left).to_have_attribute("aria-live", "off")


def test_files_are_sent_one_after_another(desk: Desk) -> None:
    desk.entry.may_upload.clear()
    send(desk, "een.pdf", "twee.pdf")
    first = desk.page.locator(".gd-upload").first
    expect(first.get_by_role("progressbar", name="een.pdf versturen")).to_be_visible()
    expect(first).to_contain_text("Verstuurd, wordt gecontroleerd…")
    expect(desk.page.locator(".gd-upload").last).to_contain_text("Wacht op zijn beurt")
    assert faults_of(desk.page) == []
    assert desk.entry.files == []
    desk.entry.may_upload.set()

    expect(desk.page.locator("#lijst li")).to_have_text(["een.pdf", "twee.pdf"])
    expect(desk.page.locator(".gd-upload")).to_have_count(0)


def test_refused_files_stay_with_their_reason(desk: Desk) -> None:
    send(desk, "spel.exe", "goed.pdf", "groot.pdf", size=1_000_001)
    alerts = desk.page.locator(".gd-upload").get_by_role("alert")
    expect(alerts).to_have_text(
        [
            "Fout: Dit soort bestand kan niet. Kies een pdf, docx, pptx of beeld.",
            "Fout: Het bestand is te groot. Kies een bestand van hoogstens 1 MB.",
        ]
    )
    assert desk.entry.files == ["goed.pdf"]
    assert faults_of(desk.page) == []
    desk.page.get_by_role("button", name="Toon de lijst").click()

    expect(desk.page.locator("#lijst li")).to_have_text(["goed.pdf"])


def test_an_upload_can_be_stopped_and_tried_again(desk: Desk) -> None:
    desk.entry.may_upload.clear()
    send(desk, "een.pdf", "twee.pdf")
    desk.page.get_by_role("button", name="Annuleren van twee.pdf").click()
    expect(desk.field("file")).to_be_focused()
    desk.page.get_by_role("button", name="Annuleren van een.pdf").click()
    expect(desk.page.locator(".gd-upload")).to_have_count(0)
    desk.entry.status = 503
    desk.entry.may_upload.set()
    send(desk, "drie.pdf")
    expect(desk.page.locator(".gd-upload").get_by_role("alert")).to_contain_text("Controleer uw verbinding")
    desk.entry.status = 200
    desk.page.get_by_role("button", name="Opnieuw proberen met drie.pdf").click()

    expect(desk.page.locator("#lijst li").last).to_have_text("drie.pdf")
    assert "twee.pdf" not in desk.entry.files


def test_a_file_can_be_dropped_and_a_stray_one_changes_nothing(desk: Desk) -> None:
    desk.type("title", "Bellen")
    dropped = "() => { const held = new DataTransfer(); held.items.add(new File(['x'], 'los.pdf')); return held }"
    stray = desk.page.evaluate_handle(dropped)
    desk.page.locator("h1").dispatch_event("drop", {"dataTransfer": stray})
    assert desk.page.url == desk.address
    desk.page.locator("[data-drop]").dispatch_event("drop", {"dataTransfer": desk.page.evaluate_handle(dropped)})
    expect(desk.page.locator("#lijst li")).to_have_text(["los.pdf"])

    assert desk.entry.files == ["los.pdf"]
    eventually(lambda: desk.entry.stored("title") == "Bellen")


def send(desk: Desk, *names: str, size: int = 1000) -> None:
    """The last one has the given size."""
    sizes = [1000] * (len(names) - 1) + [size]
    chosen: list[FilePayload] = [
        {"name": name, "mimeType": "application/pdf", "buffer": b"x" * n} for name, n in zip(names, sizes, strict=True)
    ]
    desk.field("file").set_input_files(chosen)
    desk.page.get_by_role("button", name="Toevoegen").click()
