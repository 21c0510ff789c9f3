from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from gemeentedelers.domain.editions.models import Edition
from gemeentedelers.domain.editions.tests.factories import DURING_READING, make_edition
from gemeentedelers.domain.entries.models import Entry
from gemeentedelers.domain.entries.rules import EntryStatus
from gemeentedelers.domain.entries.tests.factories import AFTER_CLOSING, eligible_entry, owner_of, submitted_entry
from gemeentedelers.domain.intake.tests.factories import appealed, asked
from gemeentedelers.domain.people.models import User
from gemeentedelers.domain.people.rules import Role
from gemeentedelers.domain.people.tests.factories import somebody_with

pytestmark = pytest.mark.django_db

INTAKE = "/organisatie/2027/intake/"
ASKED = {"text": "Hoeveel waren het er?", "sections": ["nodig"], "due": "2026-12-17"}


@pytest.fixture
def edition(clock: time_machine.Traveller) -> Edition:
    clock.move_to(AFTER_CLOSING)
    return make_edition()


@pytest.fixture
def entry(edition: Edition) -> Entry:
    return submitted_entry(edition)


def page_of(entry: Entry, step: str = "") -> str:
    return f"{INTAKE}{entry.reference}/{step}"


def test_a_question_opens_sections_and_stands_on_the_page(oscar: Client, entry: Entry) -> None:
    answer = oscar.post(page_of(entry, "vraag/"), ASKED)

    entry.refresh_from_db()
    page = oscar.get(page_of(entry)).text
    assert (answer.headers["Location"], entry.open_sections) == (page_of(entry), ["nodig"])
    assert "Open voor het team: Nodig: geld, mensen en tijd" in page
    assert ("Sluit deze vraag" in page, "Stel een vraag" in page) == (True, False)


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"text": " "}, "Schrijf uw vraag op."),
        ({"due": ""}, "Kies een dag."),
        ({"due": "2026-12-10"}, "Geef het team minstens tot morgen."),
        ({"due": "2027-01-04"}, "Kies een dag voor 4 januari 2027"),
        ({"sections": ["onzin"]}, "Kies onderdelen uit de lijst."),
    ],
)
def test_a_question_with_a_fault_is_not_asked(
    oscar: Client, entry: Entry, changes: dict[str, object], complaint: str
) -> None:
    page = oscar.post(page_of(entry, "vraag/"), {**ASKED, **changes})

    assert (page.status_code, complaint in page.text, entry.questions.count()) == (422, True, 0)


def test_an_open_question_is_closed(oscar: Client, entry: Entry) -> None:
    question = asked(entry, "nodig")

    oscar.post(page_of(entry, f"vraag/{question.code}/sluiten/"))

    question.refresh_from_db()
    assert question.state == "closed"
    assert "Deze vraag is al" in oscar.post(page_of(entry, f"vraag/{question.code}/sluiten/"), follow=True).text


def test_what_waits_is_found_in_the_list_and_on_the_first_page(oscar: Client, edition: Edition) -> None:
    waits, objects = submitted_entry(edition, title="wacht"), submitted_entry(edition, title="bezwaar")
    asked(waits)
    appealed(objects)

    found = {
        state: [row.entry for row in oscar.get(f"{INTAKE}?staat={state}").context["rows"]]
        for state in ("vraag-open", "bezwaar")
    }
    tasks = [(task.title, task.state, task.label) for task in oscar.get("/organisatie/").context["desks"][0].tasks]

    assert found == {"vraag-open": [waits], "bezwaar": [objects]}
    assert tasks[:2] == [
        ("Beslis over bezwaren", "todo", "1 te doen"),
        ("Wacht op antwoord van teams", "busy", "1 vraag open"),
    ]


@pytest.mark.parametrize("n_entries", [1, 3])
def test_the_page_of_an_entry_costs_the_same_for_one_and_for_three(
    oscar: Client, edition: Edition, n_entries: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    entry, *_ = (submitted_entry(edition) for _ in range(n_entries + 1))

    with django_assert_num_queries(18):
        page = oscar.get(page_of(entry))

    assert len(page.context["likeness"].resembling) == n_entries


def test_a_category_is_suggested_and_not_chosen(oscar: Client, entry: Entry) -> None:
    submitted_entry(entry.edition)

    page = oscar.get(page_of(entry)).text

    entry.refresh_from_db()
    assert ("Lijkt op" in page, "Voorstel: " in page, entry.category) == (True, True, None)


def test_who_has_a_category_gets_no_suggestion(oscar: Client, edition: Edition) -> None:
    entry = eligible_entry(edition)

    assert "Voorstel: " not in oscar.get(page_of(entry)).text


@pytest.mark.parametrize(("outcome", "eligibility"), [("granted", "eligible"), ("denied", "ineligible")])
def test_an_appeal_is_decided(oscar: Client, entry: Entry, outcome: str, eligibility: str) -> None:
    made = appealed(entry)
    assert "Beslis eerst over het bezwaar" in oscar.get(page_of(entry)).text

    oscar.post(page_of(entry, "bezwaar/"), {"outcome": outcome, "reason": "Wij keken opnieuw."})

    entry.refresh_from_db()
    made.refresh_from_db()
    assert (made.outcome, entry.eligibility) == (outcome, eligibility)
    assert "Wij keken opnieuw." in oscar.get(page_of(entry)).text


@pytest.mark.parametrize(
    ("sent", "complaint"),
    [
        ({}, "Kies uw beslissing."),
        ({"outcome": "waiting"}, "Kies een van de twee."),
        ({"outcome": "denied", "reason": " "}, "Schrijf erbij waarom het oordeel blijft."),
    ],
)
def test_a_decision_with_a_fault_is_not_kept(oscar: Client, entry: Entry, sent: dict[str, str], complaint: str) -> None:
    made = appealed(entry)

    page = oscar.post(page_of(entry, "bezwaar/"), sent)

    made.refresh_from_db()
    assert (page.status_code, complaint in page.text, made.outcome) == (422, True, "waiting")


def test_who_judged_hears_that_a_colleague_decides(oscar: Client, entry: Entry) -> None:
    somebody_with(Role.ORGANISER, year=2027)
    judge = User.objects.get(name="Oscar")
    appealed(entry, judge=judge)

    page = oscar.post(page_of(entry, "bezwaar/"), {"outcome": "granted"}, follow=True)

    assert "Laat een andere organisator beslissen." in page.text


def test_an_entry_under_appeal_is_not_judged_beside_it(oscar: Client, entry: Entry) -> None:
    appealed(entry)

    page = oscar.post(page_of(entry, "oordeel/"), {"eligibility": "eligible"}, follow=True)

    entry.refresh_from_db()
    assert ("Beslis eerst over dat bezwaar." in page.text, entry.eligibility) == (True, "ineligible")


def test_without_an_appeal_there_is_nothing_to_decide(oscar: Client, entry: Entry) -> None:
    page = oscar.post(page_of(entry, "bezwaar/"), {"outcome": "granted"}, follow=True)

    assert "Dit team maakte geen bezwaar." in page.text


def test_a_merge_is_said_in_words_done_and_undone(oscar: Client, edition: Edition, entry: Entry) -> None:
    kept = submitted_entry(edition)
    confirm = page_of(entry, f"samenvoegen/{kept.reference}/")

    asked_first = oscar.get(confirm).text
    without = oscar.post(confirm, {"reason": ""})
    oscar.post(confirm, {"reason": "Dezelfde casus."})

    entry.refresh_from_db()
    assert owner_of(entry).name in asked_first
    assert f"Gemeente {entry.municipality.name} staat voortaan bij {kept.reference}" in asked_first
    assert (without.status_code, entry.status, entry.merged_into) == (422, EntryStatus.MERGED, kept)
    assert oscar.get(page_of(entry)).status_code == 404
    assert "Maak het samenvoegen ongedaan" in oscar.get(page_of(kept)).text

    oscar.post(page_of(kept, f"losmaken/{entry.reference}/"))

    entry.refresh_from_db()
    assert (entry.status, oscar.get(page_of(entry)).status_code) == (EntryStatus.SUBMITTED, 200)


def test_nothing_is_merged_or_asked_once_the_readers_began(
    oscar: Client, edition: Edition, entry: Entry, clock: time_machine.Traveller
) -> None:
    kept = submitted_entry(edition)
    clock.move_to(DURING_READING + timedelta(days=1))

    page = oscar.get(page_of(entry)).text
    refused = oscar.post(page_of(entry, f"samenvoegen/{kept.reference}/"), {"reason": "Dubbel."})

    assert ("Samenvoegen" in page, "Stel een vraag" in page) == (False, False)
    assert (refused.status_code, "De lezers zijn begonnen op" in refused.text) == (422, True)
