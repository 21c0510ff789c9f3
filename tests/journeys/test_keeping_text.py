"""Typed text survives the end of a tab and of a session, with the real server behind the page."""

import random
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import Browser, Error, Page, expect
from pytest_django.live_server_helper import LiveServer

from gemeentedelers.domain.editions.models import Edition
from gemeentedelers.domain.editions.tests.factories import DURING_ENTRY, make_edition
from gemeentedelers.domain.entries.tests.factories import civil_servant, join, started_entry
from gemeentedelers.foundation.clock.actions import set_demo_clock
from gemeentedelers.foundation.texts.queries import values_of
from tests.journeys.story import a_demo, sign_in

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

PROMISE, PATIENCE = 2.0, 15.0
N_TABS_AT_ONCE = 5
TEXT = "Wij belden inwoners terug binnen twee dagen en hoorden wat er echt nodig was. " * 20
STORY_PAGE = "in-het-kort/verhaal/"


@pytest.fixture
def edition() -> Iterator[Edition]:
    with a_demo():
        set_demo_clock(DURING_ENTRY)
        yield make_edition()


@dataclass
class Tab:
    """A tab with an entry of its own, when each letter was typed in it, and when it dies."""

    page: Page
    reference: str
    life: float
    typed: list[float] = field(default_factory=list)
    dies: float = 0.0

    def live(self) -> bool:
        """One more letter, or the end of its process, in which no event of the page is fired."""
        now = time.monotonic()
        if not self.typed or now < self.typed[0] + self.life:
            self.page.keyboard.type(TEXT[len(self.typed)])
            self.typed.append(time.monotonic())
            return True
        self.dies = now
        with suppress(Error):
            self.page.goto("chrome://crash")
        return False

    def stored(self) -> str:
        return values_of(self.reference).get("approach", "")

    @property
    def promised(self) -> str:
        """What was typed until two seconds before the end."""
        return TEXT[: sum(moment <= self.dies - PROMISE for moment in self.typed)]


def eventually(holds: Callable[[], bool]) -> bool:
    started = time.monotonic()
    while not holds():
        if time.monotonic() - started > PATIENCE:
            return False
        time.sleep(0.05)
    return True


def open_tab(browser: Browser, edition: Edition, base: str, life: float, ends: ExitStack) -> Tab:
    owner = civil_servant()
    entry = started_entry(edition, by=owner)
    context = browser.new_context(locale="nl-NL")
    ends.callback(context.close)
    context.set_default_timeout(30_000)
    sign_in(context, owner, base)
    page = context.new_page()
    page.goto(f"{base}/inzendingen/{entry.reference}/{STORY_PAGE}")
    page.locator("[data-state]").wait_for(state="attached")
    page.locator("[name='approach']").focus()
    return Tab(page, entry.reference, life)


def dead_tabs(browser: Browser, edition: Edition, base: str, lives: list[float]) -> list[Tab]:
    with ExitStack() as ends:
        tabs = [open_tab(browser, edition, base, life, ends) for life in lives]
        living = tabs
        while living:
            living = [tab for tab in living if tab.live()]
    return tabs


def test_a_tab_that_dies_loses_nothing_older_than_two_seconds(
    browser: Browser, live_server: LiveServer, edition: Edition
) -> None:
    chance = random.Random(2027)  # noqa: S311 - the same moments at every run
    lives = [chance.uniform(2.2, 5.0) for _ in range(2 * N_TABS_AT_ONCE)]
    batches = lives[:N_TABS_AT_ONCE], lives[N_TABS_AT_ONCE:]
    tabs = [tab for batch in batches for tab in dead_tabs(browser, edition, live_server.url, batch)]

    assert len(tabs) == 10
    assert all(tab.promised for tab in tabs), "nothing was promised"
    # What was on its way at the end may still arrive.
    missing = [tab for tab in tabs if not eventually(lambda tab=tab: tab.stored().startswith(tab.promised))]  # type: ignore[misc]
    assert [(tab.promised, tab.stored()) for tab in missing] == []
    assert all(TEXT.startswith(tab.stored()) for tab in tabs)
    assert any(len(tab.stored()) < len(tab.typed) for tab in tabs), "nothing was at stake"


def test_text_is_back_after_a_session_that_ended_while_typing(
    page: Page, live_server: LiveServer, edition: Edition
) -> None:
    owner = civil_servant(name="Alice")
    entry = started_entry(edition, by=owner)
    sign_in(page.context, owner, live_server.url)
    address = f"{live_server.url}/inzendingen/{entry.reference}/{STORY_PAGE}"
    page.goto(address)
    approach = page.locator("[name='approach']")
    approach.focus()
    page.keyboard.type("Wij belden inwoners")
    expect(page.locator("[data-state]")).to_have_attribute("data-state", "saved")
    Session.objects.all().delete()
    page.keyboard.type(" terug")
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("U bent uitgelogd. Uw tekst staat nog op dit apparaat.")
    page.keyboard.type(" binnen twee dagen.")
    assert values_of(entry.reference)["approach"] == "Wij belden inwoners"

    alert.get_by_role("link", name="Log opnieuw in").click()
    page.wait_for_url("**/account/login/**")
    assert f"next=%2Finzendingen%2F{entry.reference}%2Fin-het-kort%2Fverhaal%2F" in page.url
    sign_in(page.context, owner, live_server.url)
    page.goto(address)
    expect(approach).to_have_value("Wij belden inwoners terug binnen twee dagen.")
    expect(page.get_by_text("Uw tekst stond nog op dit apparaat en is teruggezet.")).to_be_visible()

    assert eventually(lambda: values_of(entry.reference)["approach"] == "Wij belden inwoners terug binnen twee dagen.")
    assert eventually(lambda: page.evaluate("sessionStorage.length") == 0)


def test_a_colleague_at_the_same_tab_does_not_find_the_text(
    page: Page, live_server: LiveServer, edition: Edition
) -> None:
    alice, bob = civil_servant(name="Alice"), civil_servant(name="Bob")
    entry = started_entry(edition, by=alice)
    join(entry, bob, by=alice)
    sign_in(page.context, alice, live_server.url)
    address = f"{live_server.url}/inzendingen/{entry.reference}/{STORY_PAGE}"
    page.goto(address)
    Session.objects.all().delete()
    page.locator("[name='approach']").press_sequentially("Van Alice")
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("U bent uitgelogd.")
    alert.get_by_role("link", name="Log opnieuw in").click()
    page.wait_for_url("**/account/login/**")
    sign_in(page.context, bob, live_server.url)
    page.goto(address)
    page.locator("[data-state]").wait_for(state="attached")

    assert page.locator("[name='approach']").input_value() == ""
    assert "Van Alice" not in page.content()
    assert page.evaluate("sessionStorage.length") == 0
