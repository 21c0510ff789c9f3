"""What organisers and jury do in the final, page by page."""

from collections.abc import Collection

from playwright.sync_api import Page

from gemeentedelers.domain.people.rules import Persona
from tests.journeys.story import Story

WHY = "Morgen te beginnen, ook in een kleine gemeente."
MOTIVATION = "Elke straat kan hiermee morgen beginnen."


def the_shortlist_keeps_its_categories(story: Story) -> None:
    story.be(Persona.ORGANISER)
    story.visit("/organisatie/2027/finale/indeling/")
    story.press("Houd deze categorieën")


def finalists_are_chosen(story: Story, references: Collection[str], *, places_reason: str = "") -> None:
    """An organiser chooses, an administrator signs."""
    story.be(Persona.ORGANISER)
    story.visit("/organisatie/2027/finale/")
    for reference in references:
        story.answer({f"chosen_{reference}": "ja", f"reason_{reference}": WHY})
    story.fill(places_reason=places_reason)
    story.press("Maak de lijst")
    story.be(Persona.ADMINISTRATOR)
    story.visit("/organisatie/2027/finale/")
    story.page.get_by_role("link", name="Lees en teken de lijst").click()
    story.look()
    story.page.locator("[name='is_sure']").check()
    story.press("Teken deze lijst")


def the_jury_judges(story: Story, category: str, winner: str) -> None:
    """A juror and the chair choose; the chair pronounces with a motivation for every finalist."""
    for persona in (Persona.JUROR, Persona.JURY_CHAIR):
        story.be(persona)
        story.visit(f"/jury/2027/{category}/")
        story.fill(entry=winner)
        story.press("Keuze bewaren")
    story.visit(f"/jury/2027/{category}/oordeel/")
    story.fill(winner=winner)
    for motivation in story.page.locator("[name^='motivation-']").all():
        motivation.fill(MOTIVATION)
    story.press("Oordeel verzegelen")


def the_result_is_sealed_and_signed(story: Story) -> None:
    story.be(Persona.ORGANISER)
    story.visit("/organisatie/2027/uitslag/")
    story.press("Verzegel de uitslag")
    for persona in (Persona.ORGANISER, Persona.JURY_CHAIR):
        story.be(persona)
        story.visit("/live/2027/vrijgave/")
        story.page.locator("[name='is_sure']").check()
        story.press("Teken voor vrijgave")
    story.page.context.clear_cookies()
    story.visit("/edities/2027/")
    assert story.says("Controlegetal van de uitslag")


def hold(page: Page, label: str) -> None:
    """Keep a button of the console down until it does what it says."""
    button = page.get_by_role("button", name=label)
    button.hover()
    with page.expect_navigation():
        page.mouse.down()
    page.mouse.up()
