"""Somebody who writes an entry in a browser, and what the fake server has of it."""

import time
from collections.abc import Callable
from contextlib import ExitStack
from typing import NamedTuple

from playwright.sync_api import Browser, Locator, Page

from tests.journeys.fake_entry import FakeEntry, Serving

SENTENCE = "Wij belden inwoners terug binnen twee dagen en hoorden wat er echt nodig was."
WORDS = SENTENCE.split()


class Desk(NamedTuple):
    """Somebody who writes: their tab, and what the server has."""

    page: Page
    entry: FakeEntry
    address: str

    def open(self) -> None:
        self.page.goto(self.address)

    def field(self, key: str) -> Locator:
        return self.page.locator(f"#id_{key}")

    def type(self, key: str, text: str) -> None:
        self.field(key).focus()
        self.field(key).press("End")
        self.page.keyboard.type(text)

    def seen(self) -> Locator:
        return self.page.locator("[data-state]")

    def heard(self) -> list[str]:
        """What the status said since `listen`."""
        return list(self.page.evaluate("window.heard"))

    def listen(self) -> None:
        self.page.evaluate(
            """() => {
              window.heard = [];
              const status = document.querySelector("[data-save-state]");
              const note = () => window.heard.push(status.textContent);
              new MutationObserver(note).observe(status, {childList: true, characterData: true, subtree: true});
            }"""
        )

    def kept(self) -> int:
        return int(self.page.evaluate("sessionStorage.length"))


def eventually(holds: Callable[[], bool], *, within: float = 15.0) -> float:
    """How long it took."""
    started = time.monotonic()
    while not holds():
        assert time.monotonic() - started < within, "it did not happen in time"
        time.sleep(0.02)
    return time.monotonic() - started


def a_desk(browser: Browser, entry: FakeEntry, ends: ExitStack) -> Desk:
    serving = ends.enter_context(Serving(entry))
    context = ends.enter_context(browser.new_context())
    desk = Desk(context.new_page(), entry, f"{serving.address}/inzending/")
    desk.open()
    desk.field("story").focus()
    return desk
