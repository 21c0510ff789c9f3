"""The telephone of a juror."""

from playwright.sync_api import Browser, BrowserContext, Locator, ViewportSize, expect

from gemeentedelers.domain.finals.models import Finalist
from gemeentedelers.domain.people.models import User
from tests.journeys.story import sign_in

CARDS = "/jury/2027/pitch/"
PHONE: ViewportSize = {"width": 390, "height": 844}


class Phone:
    """One device of a juror, with the page of the day open."""

    def __init__(self, context: BrowserContext, base: str, *, is_clock_ours: bool = False) -> None:
        self.context, self.page = context, context.new_page()
        self.found: list[str] = []
        self.page.on("pageerror", lambda error: self.found.append(str(error)))
        if is_clock_ours:
            self.page.clock.install()
        self.base = base
        self.page.goto(base + CARDS)

    def open(self, finalist: Finalist) -> None:
        self.page.evaluate("reference => (location.hash = reference)", finalist.entry.reference)
        expect(self._form(finalist)).to_be_visible()

    def write(self, finalist: Finalist, *, score: int, strengths: str, doubts: str = "") -> None:
        for key in ("succesvol", "herbruikbaar"):
            self._form(finalist).locator(f"label[for^='{finalist.entry.reference}-score_{key}']").nth(score - 1).click()
        self._form(finalist).locator("[name=strengths]").fill(strengths)
        self._form(finalist).locator("[name=doubts]").fill(doubts)

    def hand_in(self, finalist: Finalist) -> None:
        self._form(finalist).locator("[value=inleveren]").click()

    def waits_for(self, finalist: Finalist, words: str) -> None:
        expect(self._form(finalist).locator("[data-save-state]")).to_contain_text(words)

    def has_kept(self) -> int:
        return int(self.page.evaluate("Object.keys(localStorage).filter(key => key.startsWith('gd:jury:')).length"))

    def _form(self, finalist: Finalist) -> Locator:
        return self.page.locator(f"form[data-juror-card='{finalist.entry.reference}']")


def phone_of(browser: Browser, user: User, base: str, *, is_clock_ours: bool = False) -> Phone:
    context = browser.new_context(viewport=PHONE, locale="nl-NL")
    context.set_default_timeout(15_000)
    sign_in(context, user, base)
    return Phone(context, base, is_clock_ours=is_clock_ours)
