"""A real browser (Debian's Chromium) for the journeys. Without one they are skipped, and say how to get it."""

import os
import shutil
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path

import pytest
from django.conf import settings
from django.test import override_settings
from playwright.sync_api import Browser, Page, expect, sync_playwright
from pytest_django.live_server_helper import LiveServer

from tests.journeys.desk import Desk
from tests.journeys.fake_entry import FakeEntry, Serving
from tests.live import LiveProcess, live_process

# Playwright runs an event loop in this thread; our own database calls stay ordinary ones.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

AXE = Path(__file__).parents[2] / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


# A busy machine is slow, not wrong.
expect.set_options(timeout=15_000)


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """One browser for the journeys, gone after the last: its event loop runs in the thread of every test."""
    if CHROMIUM is None:
        pytest.skip("no Chromium here; on Debian: apt-get install chromium")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield opened
        opened.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="nl-NL")
    context.set_default_timeout(15_000)
    yield context.new_page()
    context.close()


@pytest.fixture
def complaints(page: Page) -> Iterator[list[str]]:
    """A breach of the content policy or a script that fails makes every test fail."""
    found: list[str] = []
    page.on("pageerror", lambda error: found.append(str(error)))
    page.on("console", lambda said: found.append(said.text) if "Content Security Policy" in said.text else None)
    yield found
    assert found == []


@pytest.fixture
def desk(page: Page, complaints: list[str]) -> Iterator[Desk]:
    entry = FakeEntry()
    with Serving(entry) as serving:
        desk = Desk(page, entry, f"{serving.address}/inzending/")
        desk.open()
        yield desk


@pytest.fixture
def live(live_server: LiveServer, tmp_path: Path) -> Iterator[LiveProcess]:
    policy = deepcopy(settings.CONTENT_SECURITY_POLICY)
    with live_process(tmp_path, site=live_server.url) as running:
        policy["DIRECTIVES"]["connect-src"] = [*policy["DIRECTIVES"]["connect-src"], running.url]
        with override_settings(LIVE_URL=running.url, CONTENT_SECURITY_POLICY=policy):
            yield running


def faults_of(page: Page) -> list[str]:
    """What axe finds against WCAG 2.2 A and AA, and whether the page scrolls sideways at 320 px."""
    # The strict content policy keeps scripts from being added to a page, so axe is evaluated from outside.
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate(
        "async () => (await axe.run({runOnly: ['wcag2a','wcag2aa','wcag21a','wcag21aa','wcag22aa']}))"
        ".violations.map(v => v.id + ': ' + v.nodes[0].target[0])"
    )
    page.set_viewport_size({"width": 320, "height": 800})
    if page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
        found.append("scrolls sideways at 320 px")
    page.set_viewport_size({"width": 1280, "height": 900})
    return list(found)
