from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from gemeentedelers.domain.editions.models import Edition
from gemeentedelers.domain.editions.tests.factories import DURING_ENTRY, ENTRY_CLOSES, make_edition
from gemeentedelers.domain.entries.actions import ask_extension
from gemeentedelers.domain.entries.models import Entry
from gemeentedelers.domain.entries.tests.factories import complete_entry, owner_of, started_entry, submitted_entry
from gemeentedelers.domain.people.models import User

pytestmark = pytest.mark.django_db

PAGE = "/organisatie/2027/uitstel/"
LATE = ENTRY_CLOSES + timedelta(hours=10)
GIVEN = {"day": "2026-12-08", "time": "17.00", "reason": "De site lag eruit."}


@pytest.fixture
def edition(clock: time_machine.Traveller) -> Edition:
    clock.move_to(LATE)
    return make_edition()


def waiting_entry(edition: Edition, by: User | None = None) -> Entry:
    entry = complete_entry(edition, by=by)
    ask_extension(entry, reason="Wij waren ziek.", by=owner_of(entry), now=LATE)
    return entry


def page_of(entry: Entry, step: str = "") -> str:
    return f"{PAGE}{entry.reference}/{step}"


def test_nobody_waits(oscar: Client, edition: Edition) -> None:
    page = oscar.get(PAGE).text

    assert ("Niemand vraagt om uitstel" in page, "Er zijn nu geen concepten" in page) == (True, True)


@pytest.mark.parametrize("n_entries", [1, 3])
def test_the_list_costs_the_same_for_one_and_for_three(
    oscar: Client, edition: Edition, n_entries: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(n_entries):
        waiting_entry(edition)

    with django_assert_num_queries(9):
        page = oscar.get(PAGE)

    assert (len(page.context["asked"]), len(page.context["drafts"])) == (n_entries, n_entries)


def test_of_a_draft_nothing_is_shown_that_its_team_wrote(oscar: Client, edition: Edition) -> None:
    draft = complete_entry(edition, title="Geheim plan")

    pages = oscar.get(PAGE).text + oscar.get(page_of(draft)).text

    assert (draft.reference in pages, draft.municipality.name in pages, "Geheim plan" in pages) == (True, True, False)


@pytest.mark.parametrize(("sought", "n_found"), [("0002", 1), ("gd-2027-0001", 1), ("9999", 0), ("", 2)])
def test_a_draft_is_found_by_its_reference(oscar: Client, edition: Edition, sought: str, n_found: int) -> None:
    started_entry(edition)
    started_entry(edition)

    assert len(oscar.get(PAGE, {"kenmerk": sought}).context["drafts"]) == n_found


def test_giving_more_time_answers_the_team(oscar: Client, edition: Edition) -> None:
    entry = waiting_entry(edition)

    answer = oscar.post(page_of(entry, "geven/"), GIVEN)

    assert answer.headers["Location"] == PAGE
    assert entry.extensions.values_list("status", "until", "reason").get() == (
        "granted",
        datetime(2026, 12, 8, 16, tzinfo=UTC),
        "De site lag eruit.",
    )
    assert "Niemand vraagt om uitstel" in oscar.get(PAGE).text


@pytest.mark.parametrize("make", [started_entry, submitted_entry])
def test_more_time_needs_no_question(oscar: Client, edition: Edition, make: type) -> None:
    entry = make(edition)

    oscar.post(page_of(entry, "geven/"), GIVEN)

    assert entry.extensions.get().status == "granted"


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"day": ""}, "Kies een dag."),
        ({"day": "0001-01-01"}, "Kies een dag tussen 2020 en 2099."),
        ({"time": "vijf uur"}, "Schrijf het tijdstip als 17.00."),
        ({"day": "2027-03-28", "time": "02.30"}, "Dit tijdstip bestaat niet"),
        ({"day": "2026-10-25", "time": "02:30"}, "Dit tijdstip komt twee keer voor"),
        ({"day": "2026-12-01"}, "Dit moment is al voorbij."),
        ({"day": "2027-02-01"}, "Uitstel kan tot uiterlijk 4 januari 2027"),
        ({"reason": " "}, "Schrijf erbij waarom."),
    ],
)
def test_more_time_with_a_fault_is_not_given(
    oscar: Client, edition: Edition, changes: dict[str, str], complaint: str
) -> None:
    entry = waiting_entry(edition)

    page = oscar.post(page_of(entry, "geven/"), {**GIVEN, **changes})

    assert (page.status_code, complaint in page.text) == (422, True)
    assert entry.extensions.get().status == "asked"


def test_saying_no_comes_with_the_reason(oscar: Client, edition: Edition) -> None:
    entry = waiting_entry(edition)

    without = oscar.post(page_of(entry, "weigeren/"), {"reason": ""})
    oscar.post(page_of(entry, "weigeren/"), {"reason": "De lezers beginnen al."})

    assert (without.status_code, "Schrijf erbij waarom." in without.text) == (422, True)
    assert entry.extensions.values_list("status", "reason").get() == ("declined", "De lezers beginnen al.")
    assert oscar.post(page_of(entry, "weigeren/"), {"reason": "Nog eens."}).status_code == 404


def test_an_entry_of_another_edition_is_not_found(oscar: Client, edition: Edition) -> None:
    elsewhere = started_entry(make_edition(2026), now=DURING_ENTRY - timedelta(days=365))

    assert oscar.get(page_of(elsewhere)).status_code == 404
