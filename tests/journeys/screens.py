"""The screens that follow what happens on stage."""

from collections.abc import Mapping

from playwright.sync_api import Browser, Page, ViewportSize, expect

from gemeentedelers.domain.reveals.rules import FrameKind

HALL: ViewportSize = {"width": 1920, "height": 1080}
PHONE = {"width": 390, "height": 844}


def opened(browser: Browser, viewport: Mapping[str, object], url: str, **options: object) -> tuple[Page, list[str]]:
    context = browser.new_context(viewport=viewport, locale="nl-NL", **options)  # type: ignore[arg-type]
    page, complaints = context.new_page(), []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda said: complaints.append(said.text) if "Content Security Policy" in said.text else None)
    page.goto(url)
    return page, complaints


def kind(page: Page) -> str:
    return str(page.locator("[data-screen]").get_attribute("data-kind"))


def shows(page: Page, kind: FrameKind) -> None:
    expect(page.locator(f"[data-screen][data-kind='{kind.value}']")).to_be_attached()


def seconds_on(stage: Page) -> int:
    minutes, seconds = stage.locator("[data-digits]").inner_text().split(":")
    return int(minutes) * 60 + int(seconds)
