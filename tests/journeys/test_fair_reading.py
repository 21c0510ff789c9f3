"""From somebody who wants to read to decisions that everybody can defend, in a real browser."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from gemeentedelers.cli.invariants import broken_queries
from gemeentedelers.demo.reactions import run_reactions
from gemeentedelers.domain.advice.tests.factories import advise_all
from gemeentedelers.domain.editions.models import Edition, Round
from gemeentedelers.domain.editions.queries import round_of
from gemeentedelers.domain.editions.rules import RoundKind
from gemeentedelers.domain.editions.tests.factories import (
    AFTER_READING,
    DURING_ENTRY,
    DURING_READING,
    make_edition,
)
from gemeentedelers.domain.entries.tests.factories import AFTER_CLOSING, eligible_entry
from gemeentedelers.domain.municipalities.tests.factories import MunicipalityFactory
from gemeentedelers.domain.panels.actions import add_reader
from gemeentedelers.domain.panels.models import Assignment, Reader
from gemeentedelers.domain.panels.rules import AssignmentOrigin
from gemeentedelers.domain.people.rules import Persona, Role
from gemeentedelers.domain.people.tests.factories import somebody_with
from gemeentedelers.domain.scoring.actions import score_golden_case, write_scorecard
from gemeentedelers.domain.scoring.models import Score
from gemeentedelers.domain.scoring.tests.factories import begin_reading, golden_cases
from gemeentedelers.domain.shortlists.rules import UNDO
from gemeentedelers.foundation.mail.models import Message
from tests.journeys.story import Story, a_demo, people_of_the_demo
from tests.journeys.test_entering_by_keyboard import Keys
from tests.journeys.test_reading import (
    N_ENTRIES,
    the_reader_begins,
    the_reader_finalises,
    the_reader_knows_somebody,
    the_reader_scores,
    the_reader_warms_up,
)
from tests.journeys.test_volunteering import signs_up

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

# The volunteer has time for everything; the others together for what every entry still needs.
CAPACITIES = (4, 3, 3, 3)
WHY = "Klein, en nergens anders zo bedacht. Dit verdient een stem van de jury."


@pytest.fixture
def edition() -> Iterator[Edition]:
    with a_demo():
        shown = make_edition()
        golden_cases(shown)
        yield shown


def reading_of(edition: Edition) -> Round:
    round_ = round_of(edition, RoundKind.READING)
    assert round_ is not None
    return round_


def somebody_wants_to_read(story: Story) -> None:
    story.at(DURING_ENTRY)
    signs_up(story, "Sanne Scoorder (fictief)", Persona.SCORER.email)
    story.be(Persona.ORGANISER)
    story.visit("/organisatie/2027/aanmeldingen/")
    with story.page.expect_navigation():
        story.page.get_by_role("link", name="Neem deze persoon aan").click()
    story.look()
    story.press("Neem aan en stuur mail")
    run_reactions()
    assert Message.objects.filter(to=Persona.SCORER.email, subject__contains="scoorder").exists()


def the_organiser_divides(story: Story, edition: Edition) -> None:
    """Proposed, read, applied; whoever got work hears of it."""
    for number in range(1, N_ENTRIES + 1):
        eligible_entry(edition, title=f"Casus {number}")
    for capacity in CAPACITIES:
        other = somebody_with(Role.SCORER, year=edition.year)
        add_reader(reading_of(edition), other, capacity=capacity, by="test", now=AFTER_CLOSING)
    story.at(AFTER_CLOSING)
    story.visit("/organisatie/2027/verdeling/")
    story.press("Maak een verdeling")
    assert story.says("Alle 13 inzendingen hebben dan genoeg lezers.")
    assert story.says("Alle lezers hangen via gedeelde inzendingen samen.")
    story.press("Pas toe")
    run_reactions()
    assert Message.objects.filter(to=Persona.SCORER.email).count() == 3


def the_others_read(edition: Edition) -> None:
    """They like the same entries, but not in the same order at the top: four entries come close to two places."""
    round_ = reading_of(edition)
    liked = dict(Score.objects.filter(criterion__key="succesvol").values_list("scorecard__assignment__entry", "value"))
    others = Reader.objects.filter(round=round_, declared_interests_at=None).select_related("user")
    numbers = list(others.values_list("pk", flat=True))
    begin_reading(round_)
    for reader in Reader.objects.filter(pk__in=numbers).select_related("user"):
        for golden in edition.golden_cases.all():
            score_golden_case(reader, golden, golden.values, by=reader.user, now=DURING_READING)
    for assignment in Assignment.objects.filter(reader__in=numbers, ended_at=None).select_related("reader__user"):
        value = liked.get(assignment.entry_id, 1)
        values = {"succesvol": {4: 5, 5: 4}.get(value, value), "herbruikbaar": 4}
        tip = "Laat ook zien wat het kostte."
        write_scorecard(assignment, values, tip=tip, is_final=True, by=assignment.reader.user, now=DURING_READING)


def the_organiser_looks_where_it_is_close(story: Story, edition: Edition) -> None:
    """Bands, and two readings more where they change the shortlist most."""
    late = somebody_with(Role.SCORER, year=edition.year)
    add_reader(reading_of(edition), late, capacity=20, by="test", now=DURING_READING)
    story.be(Persona.ORGANISER)
    story.visit("/organisatie/2027/ranglijst/")
    story.press("Bereken opnieuw")
    assert story.says("te dichtbij")
    assert story.says("van de 100")
    story.visit("/organisatie/2027/ranglijst/?q=band:grijs")
    story.visit("/organisatie/2027/ranglijst/lezers/")
    story.visit("/organisatie/2027/ranglijst/extra-lezingen/?n=2")
    story.press("Zoek lezers voor deze inzendingen")
    story.press("Pas toe")
    assert Assignment.objects.filter(origin=AssignmentOrigin.EXTRA).count() == 2


def the_council_meets(story: Story) -> None:
    """Four entries are close to two places; the council takes them one by one."""
    story.visit("/organisatie/2027/overleg/")
    with story.page.expect_navigation():
        story.page.get_by_role("link", name="Bespreek de volgende").click()
    story.look()
    for place, decision in enumerate(("advance", "advance", "stop", "stop")):
        if place == 0:
            story.page.locator("[name='present']").first.check()
        story.fill(reason="Samen gelezen en besproken.")
        with story.page.expect_navigation():
            story.page.locator(f"button[name='decision'][value='{decision}']").click()
    assert story.says("4 van 4 besproken.")


def the_organiser_decides(story: Story, edition: Edition) -> None:
    advise_all(edition)
    story.at(AFTER_READING - UNDO)
    story.be(Persona.ORGANISER)
    story.visit("/organisatie/2027/ranglijst/")
    story.fill(is_sure="ja")
    story.press("Sluit de leesronde")
    the_council_meets(story)
    story.visit("/organisatie/2027/besluiten/")
    choices = story.page.locator("[name='entry'] option")
    story.page.locator("[name='entry']").select_option(index=choices.count() - 1)
    story.page.locator("[name='reason']").last.fill(WHY)
    story.press("Geef de wildcard")
    story.press("Maak het voorstel")
    assert story.says("3 door, 10 niet")


def somebody_else_signs(story: Story) -> None:
    story.be(Persona.ADMINISTRATOR)
    story.visit("/organisatie/2027/besluiten/")
    story.fill(is_sure="ja")
    story.press("Teken dit voorstel")
    run_reactions()
    waiting = Message.objects.exclude(batch="")
    assert (waiting.count(), waiting.exclude(sent_at=None).count()) == (N_ENTRIES, 0)
    story.visit("/organisatie/2027/besluiten/")
    assert story.says(f"{N_ENTRIES} mails")


def the_teams_get_advice(story: Story) -> None:
    story.be(Persona.ORGANISER)
    story.visit("/organisatie/2027/advies/")
    story.fill(is_sure="ja")
    story.press("Geef het advies vrij")
    run_reactions()
    assert Message.objects.filter(subject__startswith="Advies bij uw inzending").count() == N_ENTRIES


def test_a_fair_reading(page: Page, live_server: LiveServer, edition: Edition, complaints: list[str]) -> None:
    people_of_the_demo(MunicipalityFactory(name="Stad"), MunicipalityFactory(name="Buur"))
    story, keys = Story(page, live_server.url), Keys(page)

    somebody_wants_to_read(story)
    the_organiser_divides(story, edition)
    the_reader_begins(story, keys)
    the_reader_warms_up(story, keys)
    the_reader_scores(story, keys, N_ENTRIES - 1)
    the_reader_knows_somebody(story, keys)
    the_reader_finalises(story, keys)
    the_others_read(edition)
    the_organiser_looks_where_it_is_close(story, edition)
    the_organiser_decides(story, edition)
    somebody_else_signs(story)
    the_teams_get_advice(story)

    assert {where: faults for where, faults in story.faults.items() if faults} == {}
    assert keys.unseen == set()
    assert {name for name, query in broken_queries() if query()} == set()
