import pytest
from django.test import Client
from django.urls import reverse

from gemeentedelers.domain.people.models import User
from gemeentedelers.domain.people.rules import Role
from gemeentedelers.domain.people.tests.factories import UserFactory, somebody_with
from gemeentedelers.domain.pitches.actions import press_clock
from gemeentedelers.domain.pitches.models import PitchDay
from gemeentedelers.domain.pitches.queries import clock_of, running_order
from gemeentedelers.domain.pitches.rules.clock import ClockPress
from gemeentedelers.domain.pitches.tests.factories import (
    BEGINS,
    an_operator,
    edition_with_finalists,
    planned_day,
    published_day,
)

pytestmark = pytest.mark.django_db


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def day() -> PitchDay:
    return published_day()


def test_the_hall_sees_no_finalist_before_the_first_is_announced(day: PitchDay) -> None:
    page = Client().get(reverse("live:clock", args=[day.edition.year])).content.decode()

    assert "De pitches beginnen zo" in page
    assert "Casus" not in page


def test_the_hall_sees_what_was_broadcast_without_a_script(day: PitchDay) -> None:
    operator, first = an_operator(day.edition), running_order(day.edition)[0].entry
    press_clock(day.edition, ClockPress.ANNOUNCE, expected=0, by=operator, now=BEGINS)

    page = Client().get(reverse("live:clock", args=[day.edition.year])).content.decode()

    assert f'<h1 class="gd-clock__title" data-title>{first.title}</h1>' in page
    assert 'data-digits aria-hidden="true">5:00</p>' in page
    assert "Pitch 1 van 3" in page
    assert f"Nu aan de beurt: gemeente {first.municipality.name}, {first.title}. 5 minuten." in page


def test_a_day_that_is_not_told_yet_has_no_clock() -> None:
    day = planned_day(edition_with_finalists())

    assert Client().get(reverse("live:clock", args=[day.edition.year])).status_code == 404
    assert Client().get(reverse("live:clock", args=[1999])).status_code == 404


def test_an_operator_runs_the_clock_with_buttons(day: PitchDay) -> None:
    client, year = signed_in(an_operator(day.edition)), day.edition.year
    press = reverse("live:press", args=[year])

    for number, pressed in enumerate(("announce", "start", "pause", "resume", "stop")):
        answer = client.post(press, {"press": pressed, "expected": str(number)})
        assert answer["Location"] == f"{reverse('live:control', args=[year])}#stand"

    row = clock_of(day.edition)
    assert row is not None
    assert (row.kind, row.number) == ("over", 5)
    page = client.get(reverse("live:control", args=[year])).content.decode()
    assert "1 van de 3 pitches geweest" in page


def test_the_second_operator_is_told_that_the_state_has_changed(day: PitchDay) -> None:
    press = reverse("live:press", args=[day.edition.year])
    one, other = (signed_in(an_operator(day.edition)) for _ in range(2))

    one.post(press, {"press": "announce", "expected": "0"})
    late = other.post(press, {"press": "break", "expected": "0"}, follow=True)

    assert "De stand is al veranderd." in late.content.decode()
    row = clock_of(day.edition)
    assert row is not None
    assert (row.kind, row.number) == ("announced", 1)


@pytest.mark.parametrize("posted", [{}, {"press": "explode", "expected": "0"}, {"press": "start", "expected": "x"}])
def test_a_button_that_does_not_exist_does_nothing(day: PitchDay, posted: dict[str, str]) -> None:
    client = signed_in(an_operator(day.edition))

    answer = client.post(reverse("live:press", args=[day.edition.year]), posted, follow=True)

    assert "Deze knop is niet bekend." in answer.content.decode()


def test_only_operators_and_organisers_run_the_clock(day: PitchDay) -> None:
    year = day.edition.year
    control, press = reverse("live:control", args=[year]), reverse("live:press", args=[year])
    strangers = [UserFactory(), somebody_with(Role.JUROR, year=year), somebody_with(Role.OPERATOR, year=year - 1)]

    assert [signed_in(user).get(control).status_code for user in strangers] == [404, 404, 404]
    assert [signed_in(user).post(press).status_code for user in strangers] == [404, 404, 404]
    assert Client().get(control).status_code == 302
    assert signed_in(an_operator(day.edition)).get(press).status_code == 405


def test_without_a_day_the_operator_reads_what_comes_first() -> None:
    edition = edition_with_finalists()

    answer = signed_in(an_operator(edition)).get(reverse("live:control", args=[edition.year]))

    assert answer.status_code == 404
    assert "De pitchdag is nog niet gepland" in answer.content.decode()
