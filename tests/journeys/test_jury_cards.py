"""Jurors write cards on phones while the network comes and goes; nothing is lost, and two devices never mix."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect
from pytest_django.live_server_helper import LiveServer

from gemeentedelers.cli.invariants import broken_queries
from gemeentedelers.domain.deliberations.queries import own_cards
from gemeentedelers.domain.deliberations.rules import CardStatus, Filled
from gemeentedelers.domain.deliberations.tests.factories import (
    a_chair,
    a_juror,
    category_of,
    finalists_of,
    handed_in,
    shortlisted_edition,
)
from gemeentedelers.domain.editions.models import Edition
from gemeentedelers.domain.editions.tests.factories import DURING_JURY
from gemeentedelers.domain.people.models import User
from gemeentedelers.foundation.clock.actions import set_demo_clock
from tests.journeys.conftest import faults_of
from tests.journeys.phone import CARDS, phone_of
from tests.journeys.story import a_demo

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
OFFLINE = "Staat op dit toestel, wordt verstuurd zodra er netwerk is"
FAILING = "Staat op dit toestel. Versturen lukt nog niet, we proberen het opnieuw"


@pytest.fixture
def edition() -> Iterator[Edition]:
    with a_demo():
        shown = shortlisted_edition()
        set_demo_clock(DURING_JURY)
        yield shown


@pytest.fixture
def judith(edition: Edition) -> User:
    return a_juror(edition, name="Judith Jansen")


def stored(judith: User, edition: Edition) -> dict[int, tuple[Filled, CardStatus]]:
    return {pk: (card.filled, card.status) for pk, card in own_cards(judith, edition).items()}


def test_ten_minutes_without_network_lose_nothing(
    browser: Browser, live_server: LiveServer, edition: Edition, judith: User
) -> None:
    phone = phone_of(browser, judith, live_server.url, is_clock_ours=True)
    finalists = finalists_of(category_of(edition))
    phone.context.set_offline(True)
    for score, finalist in enumerate(finalists, start=2):
        phone.open(finalist)
        phone.write(finalist, score=score, strengths=f"Sterk aan {finalist.entry.title}.")
        phone.hand_in(finalist)
        phone.page.clock.fast_forward("03:20")
        phone.waits_for(finalist, OFFLINE)
    assert (stored(judith, edition), phone.has_kept()) == ({}, 3)

    phone.context.set_offline(False)
    for finalist in finalists:
        phone.page.clock.run_for(3_000)
        phone.waits_for(finalist, "Ingeleverd om")
    expect(phone.page.locator("[data-day-state]")).to_have_text("Alles wat u schreef, is bewaard.")
    assert stored(judith, edition) == {
        finalist.pk: (
            Filled({"succesvol": score, "herbruikbaar": score}, strengths=f"Sterk aan {finalist.entry.title}."),
            CardStatus.HANDED_IN,
        )
        for score, finalist in enumerate(finalists, start=2)
    }
    assert (phone.has_kept(), phone.found) == (0, [])
    phone.context.close()


def test_a_server_that_fails_for_a_while_gets_everything_later(
    browser: Browser, live_server: LiveServer, edition: Edition, judith: User
) -> None:
    phone = phone_of(browser, judith, live_server.url)
    first, second, _ = finalists_of(category_of(edition))
    phone.page.route("**/bewaren/", lambda route: route.fulfill(status=500, body="stuk"))
    for finalist in (first, second):
        phone.open(finalist)
        phone.write(finalist, score=4, strengths=f"Sterk aan {finalist.entry.title}.")
    phone.waits_for(second, FAILING)
    assert (stored(judith, edition), phone.has_kept()) == ({}, 2)
    phone.page.reload()
    phone.page.unroute("**/bewaren/")
    expect(phone.page.locator("[data-day-state]")).to_have_text("Alles wat u schreef, is bewaard.")
    assert {card.strengths for card, _ in stored(judith, edition).values()} == {
        "Sterk aan Casus 1.",
        "Sterk aan Casus 2.",
    }
    assert (phone.has_kept(), phone.found) == (0, [])
    phone.context.close()


@pytest.mark.parametrize(
    ("choice", "expected"), [("Bewaar wat hier staat", "Op de laptop."), ("Neem de andere kaart", "Op de telefoon.")]
)
def test_two_devices_show_both_cards_and_the_juror_chooses(
    browser: Browser, live_server: LiveServer, edition: Edition, judith: User, choice: str, expected: str
) -> None:
    phone, laptop = (phone_of(browser, judith, live_server.url) for _ in range(2))
    finalist = finalists_of(category_of(edition))[0]
    for device in (phone, laptop):
        device.open(finalist)
    phone.write(finalist, score=5, strengths="Op de telefoon.")
    phone.waits_for(finalist, "Bewaard om")
    laptop.write(finalist, score=2, strengths="Op de laptop.")
    notice = laptop.page.get_by_role("alert").filter(has_text="op een ander toestel bewaard")
    expect(notice).to_contain_text("Daar: Op de telefoon.")
    expect(notice).to_contain_text("Hier: Op de laptop.")
    assert stored(judith, edition)[finalist.pk][0].strengths == "Op de telefoon."
    laptop.page.get_by_role("button", name=choice).click()
    expect(laptop.page.locator("[data-day-state]")).to_have_text("Alles wat u schreef, is bewaard.")
    card = stored(judith, edition)[finalist.pk][0]
    assert (card.strengths, set(card.scores.values())) == (expected, {2} if "laptop" in expected else {5})
    for device in (phone, laptop):
        assert device.found == []
        device.context.close()


def test_the_chair_opens_and_the_jury_talks(
    browser: Browser, live_server: LiveServer, edition: Edition, judith: User
) -> None:
    chair, category = a_chair(edition, name="Carla de Voorzitter"), category_of(edition)
    finalists = finalists_of(category)
    for finalist in finalists:
        handed_in(finalist, chair, 3)
    for finalist in finalists[:2]:
        handed_in(finalist, judith, 5)
    phone = phone_of(browser, judith, live_server.url)
    faults = {"cards": faults_of(phone.page)}
    phone.open(finalists[2])
    faults["card"] = faults_of(phone.page)
    desk = phone_of(browser, chair, live_server.url)
    desk.page.goto(f"{live_server.url}{CARDS}stand/")
    expect(desk.page.get_by_role("main")).to_contain_text("Judith Jansen")
    faults["attendance"] = faults_of(desk.page)
    phone.write(finalists[2], score=4, strengths="Klein en slim.")
    phone.hand_in(finalists[2])
    phone.waits_for(finalists[2], "Ingeleverd om")
    desk.page.reload()
    desk.page.get_by_role("button", name="Open de kaarten").click()
    expect(desk.page.get_by_role("heading", level=1)).to_have_text("Beraad: Leefomgeving")
    faults["talk"] = faults_of(desk.page)
    desk.page.get_by_label("Uw aantekeningen van het beraad").fill("Kort gesproken over de kosten.")
    desk.page.get_by_role("button", name="Bewaar uw aantekeningen").click()
    expect(desk.page.get_by_role("main")).to_contain_text("Uw aantekeningen zijn bewaard.")
    phone.page.goto(f"{live_server.url}/jury/2027/leefomgeving/beraad/")
    expect(phone.page.get_by_role("main")).to_contain_text("Klein en slim.")
    assert "Kort gesproken" not in phone.page.content()
    phone.page.goto(f"{live_server.url}{CARDS}{finalists[0].entry.reference}/")
    faults["frozen"] = faults_of(phone.page)
    phone.page.goto(f"{live_server.url}{CARDS}{finalists[0].entry.reference}/betrokken/")
    faults["tied"] = faults_of(phone.page)
    assert {kind: found for kind, found in faults.items() if found} == {}
    assert (phone.found, desk.found) == ([], [])
    assert [name for name, query in broken_queries() if len(query())] == []
    for device in (phone, desk):
        device.context.close()
