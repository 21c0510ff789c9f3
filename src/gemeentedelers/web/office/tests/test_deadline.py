from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from gemeentedelers.domain.editions.actions import move_deadline
from gemeentedelers.domain.editions.models import DeadlineMove, Edition
from gemeentedelers.domain.editions.rules import Deadline, DeadlineStyle
from gemeentedelers.domain.editions.tests.factories import DURING_ENTRY, DURING_READING, ENTRY_CLOSES, make_edition
from gemeentedelers.domain.entries.tests.factories import civil_servant, join, started_entry, submitted_entry
from gemeentedelers.domain.people.models import User
from gemeentedelers.foundation.journal.models import Fact
from gemeentedelers.web.office.forms import DeadlineForm
from gemeentedelers.web.office.moving import difference

pytestmark = pytest.mark.django_db

PAGE = "/organisatie/2027/sluiting/"
CHECK, MOVE = f"{PAGE}controleren/", f"{PAGE}verplaatsen/"
WAS = {"was": "2026-12-04T23:00:00.000Z"}
DAY = {"style": "inclusive_day", "day": "2026-12-11", "time": "", "reason": "Storing op donderdag"}
MOMENT = {"style": "moment", "day": "2026-12-07", "time": "17.00", "reason": "Storing op donderdag"}


@pytest.fixture(autouse=True)
def call_time(clock: time_machine.Traveller) -> None:
    clock.move_to(DURING_ENTRY)


@pytest.fixture
def edition() -> Edition:
    return make_edition(closing=Deadline(ENTRY_CLOSES, DeadlineStyle.INCLUSIVE_DAY))


@pytest.mark.usefixtures("edition")
def test_the_page_explains_the_grace_and_what_still_comes(oscar: Client) -> None:
    text = oscar.get(PAGE).text

    assert "vrijdag 4 december 2026, tot en met 23.59 uur" in text
    assert "nog 11 dagen" in text
    assert "Respijttijd: 15 minuten" in text
    assert "zaterdag 5 december 2026, 0.15 uur" in text
    assert "ingediend binnen respijttijd" in text
    assert "vrijdag 4 december 2026, 9.00 uur" in text
    assert "kort voor de sluiting" in text
    assert "De sluiting is nog niet verplaatst." in text


def test_the_form_begins_with_the_closing_of_now(oscar: Client, edition: Edition) -> None:
    assert oscar.get(PAGE).context["form"].initial == {
        "style": "inclusive_day",
        "day": date(2026, 12, 4),
        "time": "",
    }
    move_deadline(edition, datetime(2026, 12, 7, 17), reason="Storing", by="oscar", now=DURING_ENTRY)  # noqa: DTZ001
    assert oscar.get(PAGE).context["form"].initial == {
        "style": "moment",
        "day": date(2026, 12, 7),
        "time": "17.00",
    }


def test_before_it_moves_the_organiser_reads_what_will_hold(oscar: Client, edition: Edition) -> None:
    alice = civil_servant()
    drafts = [started_entry(edition, by=alice) for _ in range(2)]
    join(drafts[0], civil_servant(), by=alice)
    submitted_entry(edition)

    page = oscar.post(CHECK, DAY)

    assert page.status_code == 200
    assert "De nieuwe sluiting is <strong>vrijdag 11 december 2026, tot en met 23.59 uur</strong>" in page.text
    assert "Dat is 7 dagen later dan nu." in page.text
    assert "2 mensen met een concept krijgen een mail. Samen schrijven zij aan 2 concepten." in page.text
    assert "vrijdag 27 november 2026, 9.00 uur" in page.text
    assert "Nomineren kan dan ook tot dit moment." in page.text
    assert "De sluiting komt eerder" not in page.text
    edition.refresh_from_db()
    assert (edition.entry_closes, DeadlineMove.objects.count()) == (ENTRY_CLOSES, 0)


def test_an_earlier_closing_comes_with_a_warning(oscar: Client, edition: Edition) -> None:
    started_entry(edition)

    text = oscar.post(CHECK, {**MOMENT, "day": "2026-12-03"}).text

    assert "donderdag 3 december 2026, 17.00 uur" in text
    assert "Dat is 1 dag en 7 uur eerder dan nu." in text
    assert "De sluiting komt eerder" in text
    assert "1 persoon met een concept krijgt een mail. Samen schrijven zij aan 1 concept." in text


def test_what_was_previewed_is_moved_by_one_press(oscar: Client, edition: Edition) -> None:
    page = oscar.post(CHECK, MOMENT)
    assert page.text.count('type="hidden"') == 8

    answer = oscar.post(MOVE, {**MOMENT, **WAS})

    assert answer.headers["Location"] == PAGE
    edition.refresh_from_db()
    assert edition.entry_deadline == Deadline(datetime(2026, 12, 7, 16, tzinfo=UTC), DeadlineStyle.MOMENT)
    oscar_himself = User.objects.get(name="Oscar")
    fact = Fact.objects.latest("number")
    assert (fact.name, fact.subject, fact.actor) == ("edition.deadline_moved", "2027", oscar_himself.code)
    text = oscar.get(PAGE).text
    assert "De sluiting is verplaatst naar maandag 7 december 2026, 17.00 uur." in text
    for cell in ("maandag 23 november 2026, 10.00 uur", "Storing op donderdag", "Oscar"):
        assert f">{cell}<" in text


def test_pressing_twice_moves_once(oscar: Client, edition: Edition) -> None:
    oscar.post(MOVE, {**DAY, **WAS})
    again = oscar.post(MOVE, {**DAY, **WAS})

    assert again.status_code == 422
    assert "Dit is de sluiting van nu." in again.text
    assert DeadlineMove.objects.filter(edition=edition).count() == 1


def test_when_somebody_else_was_first_the_preview_comes_again(oscar: Client, edition: Edition) -> None:
    move_deadline(edition, date(2026, 12, 9), reason="Eerder", by="ada", now=DURING_ENTRY)

    stale = oscar.post(MOVE, {**DAY, **WAS})

    assert stale.status_code == 409
    assert "De sluiting is intussen anders." in stale.text
    assert "Dat is 2 dagen later dan nu." in stale.text
    assert DeadlineMove.objects.count() == 1


@pytest.mark.parametrize(
    ("answers", "field", "words"),
    [
        (
            {**MOMENT, "day": "2026-10-25", "time": "02.30"},
            "time",
            "Dit tijdstip komt twee keer voor: de klok gaat dan een uur terug. Kies bijvoorbeeld 3.00 uur.",
        ),
        (
            {**MOMENT, "day": "2027-03-28", "time": "2:30"},
            "time",
            "Dit tijdstip bestaat niet: de klok gaat dan een uur vooruit. Kies bijvoorbeeld 3.00 uur.",
        ),
        ({**MOMENT, "time": ""}, "time", "Schrijf tot hoe laat, bijvoorbeeld 17.00."),
        ({**MOMENT, "time": "vijf uur"}, "time", "Schrijf het tijdstip als 17.00."),
        (
            {**DAY, "time": "17.00"},
            "time",
            "U koos een hele dag. Laat het tijdstip leeg, of kies “tot een tijdstip”.",
        ),
        ({**DAY, "day": ""}, "day", "Kies een dag."),
        ({**DAY, "day": "31-02-2027"}, "day", "Kies een dag, bijvoorbeeld 04-12-2026."),
        ({**DAY, "day": "9999-12-31"}, "day", "Kies een dag tussen 2020 en 2099."),
        ({**DAY, "style": "ooit"}, "style", "Selecteer een geldige keuze. ooit is geen beschikbare keuze."),
        ({**DAY, "reason": " "}, "reason", "Schrijf erbij waarom u de sluiting verplaatst."),
        ({**DAY, "reason": "x" * 301}, "reason", "Maak de reden korter: hoogstens 300 tekens."),
        ({**DAY, "day": "2026-11-20"}, "day", "Dit moment is al voorbij. Kies een moment na nu."),
        ({**DAY, "day": "2026-12-04"}, "day", "Dit is de sluiting van nu. Kies een ander moment."),
        (
            {**MOMENT, "day": "2027-01-04", "time": "9.00"},
            "time",
            "De eerste ronde begint op 4 januari 2027, 9.00 uur. Kies een moment daarvoor.",
        ),
    ],
)
@pytest.mark.parametrize("step", [CHECK, MOVE])
def test_what_cannot_be_is_said_beside_its_field(
    oscar: Client, edition: Edition, step: str, answers: dict[str, str], field: str, words: str
) -> None:
    page = oscar.post(step, {**answers, **WAS})

    assert page.status_code == 422
    assert {name: list(errors) for name, errors in page.context["form"].errors.items()} == {field: [words]}
    edition.refresh_from_db()
    assert edition.entry_closes == ENTRY_CLOSES


def test_after_the_closing_it_can_open_again_for_everybody(
    oscar: Client, edition: Edition, clock: time_machine.Traveller
) -> None:
    clock.move_to(ENTRY_CLOSES + timedelta(hours=9))

    assert "De inschrijving is gesloten." in oscar.get(PAGE).text
    assert "De inschrijving gaat voor iedereen weer open." in oscar.post(CHECK, DAY).text
    oscar.post(MOVE, {**DAY, **WAS})

    edition.refresh_from_db()
    assert edition.entry_deadline.last_day == date(2026, 12, 11)


@pytest.mark.usefixtures("edition")
def test_once_the_first_round_began_it_lies_fixed(oscar: Client, clock: time_machine.Traveller) -> None:
    clock.move_to(DURING_READING)

    page = oscar.get(PAGE)

    assert "De eerste ronde is begonnen." in page.text
    assert "Er komen geen herinneringen meer." in page.text
    assert CHECK not in page.text


@pytest.mark.usefixtures("edition")
def test_an_administrator_reads_along_without_a_form(ada: Client) -> None:
    page = ada.get(PAGE)

    assert "Respijttijd: 15 minuten" in page.text
    assert CHECK not in page.text


def test_an_edition_of_its_own_kind_says_so(oscar: Client) -> None:
    make_edition(grace_minutes=0, nominations_closing=Deadline(datetime(2026, 11, 27, 16, tzinfo=UTC)))

    page = oscar.post(CHECK, DAY)

    assert "Deze editie heeft geen respijttijd." in page.text
    assert "Nomineren kan nog steeds tot vrijdag 27 november 2026, 17.00 uur." in page.text


def test_the_page_costs_the_same_however_often_it_moved(
    oscar: Client, edition: Edition, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    move_deadline(edition, date(2026, 12, 11), reason="Eens", by="oscar", now=DURING_ENTRY)
    with django_assert_num_queries(9):
        oscar.get(PAGE)
    for day in (12, 13):
        move_deadline(edition, date(2026, 12, day), reason="Weer", by="ada", now=DURING_ENTRY)
    with django_assert_num_queries(9):
        oscar.get(PAGE)


@pytest.mark.parametrize(
    ("was", "became", "words"),
    [
        ("2026-10-24T22:00", "2026-10-25T23:00", "1 dag later"),
        ("2026-10-25T23:00", "2026-10-24T22:00", "1 dag eerder"),
        ("2027-03-27T23:00", "2027-03-28T22:00", "1 dag later"),
        ("2026-12-04T23:00", "2026-12-11T16:30", "6 dagen, 17 uur en 30 minuten later"),
    ],
)
def test_how_far_it_moves_is_said_by_the_calendar(was: str, became: str, words: str) -> None:
    closings = [Deadline(datetime.fromisoformat(moment).replace(tzinfo=UTC)) for moment in (was, became)]

    assert difference(*closings) == words


@pytest.mark.parametrize(("typed", "hour"), [("9.05", 9), ("09:05", 9), ("17.05", 17)])
def test_a_time_may_be_typed_with_a_point_or_a_colon(typed: str, hour: int) -> None:
    form = DeadlineForm({**MOMENT, "time": typed})

    assert form.is_valid()
    assert form.said == datetime(2026, 12, 7, hour, 5)  # noqa: DTZ001 - a local clock time is what people say
