import pytest
import time_machine
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from gemeentedelers.domain.editions.models import Edition
from gemeentedelers.domain.editions.queries import round_of
from gemeentedelers.domain.editions.rules import RoundKind
from gemeentedelers.domain.editions.tests.factories import AFTER_READING, DURING_READING, make_edition
from gemeentedelers.domain.entries.tests.factories import eligible_entry
from gemeentedelers.domain.panels.actions import add_reader
from gemeentedelers.domain.panels.models import Assignment
from gemeentedelers.domain.people.tests.factories import UserFactory
from gemeentedelers.domain.scoring.tests.factories import reading_round, score_all

pytestmark = pytest.mark.django_db

PAGE = "/organisatie/2027/lezers/"
DIVIDE = f"{PAGE}verdelen/"


def add_readers(edition: Edition, n_readers: int, *, capacity: int = 20) -> None:
    round_ = round_of(edition, RoundKind.READING)
    assert round_ is not None
    for _ in range(n_readers):
        add_reader(round_, UserFactory(), capacity=capacity, by="test", now=DURING_READING)


def test_a_panel_without_readers_says_so(oscar: Client) -> None:
    make_edition()

    assert "Er zijn nog geen lezers" in oscar.get(PAGE).text


def test_the_panel_shows_load_and_progress(oscar: Client) -> None:
    edition = make_edition()
    eligible_entry(edition)
    reading_round(edition, n_readers=2, capacity=7)
    score_all(edition)

    page = oscar.get(PAGE)

    rows = [(row.reader.capacity, row.n_assigned, row.n_final) for row in page.context["rows"]]
    assert rows == [(7, 1, 1), (7, 1, 1)]
    assert (page.context["n_wanted"], page.context["n_capacity"]) == (2, 14)


@pytest.mark.parametrize("n_readers", [1, 3])
def test_the_panel_costs_the_same_for_one_and_for_three(
    oscar: Client, n_readers: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    add_readers(make_edition(), n_readers)

    with django_assert_num_queries(10):
        page = oscar.get(PAGE)

    assert len(page.context["rows"]) == n_readers


def test_dividing_gives_every_entry_its_readers_and_can_be_repeated(oscar: Client) -> None:
    edition = make_edition()
    eligible_entry(edition)
    eligible_entry(edition)
    add_readers(edition, 3)

    answers = [oscar.post(DIVIDE).headers["Location"] for _ in range(2)]

    assert answers == [PAGE, PAGE]
    assert Assignment.objects.count() == 4


def test_entries_that_stay_short_are_named(oscar: Client) -> None:
    edition = make_edition()
    entry = eligible_entry(edition)
    add_readers(edition, 1)

    page = oscar.post(DIVIDE, follow=True)

    assert f"Nog te weinig lezers voor: {entry.reference}." in page.text


def test_dividing_without_readers_is_refused_in_words(oscar: Client) -> None:
    make_edition()

    assert "Er zijn nog geen lezers in deze ronde." in oscar.post(DIVIDE, follow=True).text


def test_a_closed_round_is_not_divided_again(oscar: Client, clock: time_machine.Traveller) -> None:
    make_edition()
    assert "Verdeel inzendingen" in oscar.get(PAGE).text

    clock.move_to(AFTER_READING)

    assert "Verdeel inzendingen" not in oscar.get(PAGE).text
