"""A section and the check page without a mouse, seeing at every step where one is."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from gemeentedelers.domain.editions.tests.factories import DURING_ENTRY, make_edition
from gemeentedelers.domain.entries.models import Entry
from gemeentedelers.domain.entries.rules import EntryStatus
from gemeentedelers.domain.entries.tests.factories import TEXTS, civil_servant, complete_entry, write_texts_of
from gemeentedelers.foundation.clock.actions import set_demo_clock
from gemeentedelers.foundation.texts.queries import values_of
from tests.journeys.story import a_demo, sign_in

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

MOST_STOPS = 60
SECTION = ("title", "summary", "result", "problem", "approach", "category", "themes", "started_on", "finished_on")
# What stands around the control that has the focus: its own outline or shadow, or that of its label.
IS_SEEN = """() => {
  const seen = (element) => {
    const style = getComputedStyle(element);
    const outlined = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0;
    return outlined || style.boxShadow !== "none";
  };
  return seen(document.activeElement);
}"""
WHERE = """() => {
  const {activeElement: at} = document;
  return [at.tagName.toLowerCase(), at.id, at.getAttribute("name") ?? "", at.textContent.trim().slice(0, 60)].join("|");
}"""


class Keys:
    """Somebody who has only a keyboard."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.unseen: set[str] = set()

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def type(self, text: str) -> None:
        self.page.keyboard.type(text)

    def is_at(self, selector: str) -> bool:
        return bool(self.page.evaluate("selector => document.activeElement.matches(selector)", selector))

    def tab_to(self, selector: str) -> None:
        for _ in range(MOST_STOPS):
            self.press("Tab")
            if not self.page.evaluate(IS_SEEN):
                self.unseen.add(self.page.evaluate(WHERE))
            if self.is_at(selector):
                return
        pytest.fail(f"{selector} cannot be reached with Tab on {self.page.url}")

    def write(self, key: str, text: str) -> None:
        self.tab_to(f"[name='{key}']")
        self.press("ControlOrMeta+a")
        self.type(text)

    def day(self, key: str, day: str, month: str, year: str) -> None:
        """A date has a part for each, and a whole part goes on to the next. Browsers differ in their order."""
        self.tab_to(f"[name='{key}']")
        self.type(f"{day}{month}{year}")

    def go_on(self, key: str = "Enter", selector: str = "button[name='verder']") -> None:
        self.tab_to(selector)
        with self.page.expect_navigation():
            self.press(key)


@pytest.fixture
def draft(page: Page, live_server: LiveServer) -> Iterator[Entry]:
    """Complete, except the section that is written here."""
    with a_demo():
        set_demo_clock(DURING_ENTRY)
        owner = civil_servant(name="Alice")
        entry = complete_entry(make_edition(), by=owner)
        write_texts_of(entry, dict.fromkeys(SECTION, ""), by=owner)
        sign_in(page.context, owner, live_server.url)
        page.goto(f"{live_server.url}/inzendingen/{entry.reference}/")
        yield entry


def test_a_section_and_the_check_page_by_keyboard(page: Page, draft: Entry) -> None:
    keys = Keys(page)

    keys.press("Tab")
    assert keys.is_at(".nl-skip-link")
    assert page.evaluate(IS_SEEN)
    keys.press("Enter")
    assert keys.is_at("#main")
    keys.go_on(selector=".gd-tasks__link[href*='in-het-kort']")

    keys.write("title", "Samen groen")
    keys.write("summary", "Bewoners halen tegels uit de straat.")
    keys.write("result", "In een jaar gingen 4.000 tegels eruit.")
    keys.go_on()
    keys.write("problem", "De straat werd te heet.")
    keys.write("approach", "Wij begonnen met één straat.")
    keys.go_on("Space")

    keys.tab_to("[name='category']")
    keys.press("Space")
    keys.tab_to("select[name='themes']")
    keys.press("ArrowDown")
    keys.day("started_on", "01", "01", "20255")
    keys.day("finished_on", "06", "06", "2026")
    keys.go_on()
    expect(page.locator("#fouten")).to_be_focused()
    assert page.evaluate(IS_SEEN)
    keys.tab_to(".gd-error-summary a")
    keys.press("Enter")
    assert keys.is_at("[name='started_on']")
    keys.press("ControlOrMeta+a")
    keys.type("15-1-2025")
    keys.tab_to("[name='ready.in-het-kort']")
    keys.press("Space")
    keys.go_on()

    keys.go_on(selector="a[href$='/controleren/']")
    keys.go_on("Space", selector="form[action$='/indienen/'] button")
    expect(page.locator(".gd-receipt__reference")).to_have_text(draft.reference)
    draft.refresh_from_db()
    assert draft.status == EntryStatus.SUBMITTED
    texts = values_of(draft.reference)
    assert (texts["title"], texts["started_on"], texts["finished_on"]) == ("Samen groen", "15-1-2025", "2026-06-06")
    assert texts["category"] in ("leefomgeving", "uitvoering")
    assert texts["themes"]
    assert texts["problem"] == TEXTS["problem"]
    assert keys.unseen == set()
