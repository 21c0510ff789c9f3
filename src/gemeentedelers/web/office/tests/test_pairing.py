from collections.abc import Iterator

import pytest
import time_machine
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from gemeentedelers.domain.editions.models import Edition
from gemeentedelers.domain.editions.queries import round_of
from gemeentedelers.domain.editions.rules import RoundKind
from gemeentedelers.domain.editions.tests.factories import DURING_READING, make_edition
from gemeentedelers.domain.entries.tests.factories import eligible_entry
from gemeentedelers.domain.panels.actions import add_reader
from gemeentedelers.domain.people.tests.factories import UserFactory
from gemeentedelers.domain.rankings.models import Standing, StandingRow
from gemeentedelers.domain.rankings.rules.standing import Band
from gemeentedelers.domain.scoring.actions import decide_comparison
from gemeentedelers.domain.scoring.models import Comparison
from gemeentedelers.domain.scoring.tests.factories import begin_reading, edition_with

pytestmark = pytest.mark.django_db

PAGE = "/organisatie/2027/vergelijken/"


@pytest.fixture(autouse=True)
def clock() -> Iterator[None]:
    with time_machine.travel(DURING_READING, tick=False):
        yield


def edition_to_compare(n_close: int, *, n_readers: int = 1) -> Edition:
    """With a standing in which so many entries are close, and one entry is not."""
    edition = edition_with(RoundKind.PAIRS)
    reading, pairs = (round_of(edition, kind) for kind in (RoundKind.READING, RoundKind.PAIRS))
    assert reading is not None
    assert pairs is not None
    standing = Standing.objects.create(
        round=reading, computed_at=DURING_READING, n_scores=0, basis="-", places=2, is_corrected=True, mean=3.5
    )
    for place, band in enumerate([*[Band.CLOSE] * n_close, Band.OUT], start=1):
        entry = eligible_entry(edition, title=f"Casus {place}")
        StandingRow.objects.create(standing=standing, entry=entry, place=place, position=place, n_reads=2, band=band)
    for number in range(n_readers):
        reader = UserFactory(email=f"lezer@kantoor{number}.example")
        add_reader(pairs, reader, capacity=50, by="test", now=DURING_READING)
    begin_reading(pairs)
    return edition


def decide_all() -> None:
    for pair in Comparison.objects.select_related("reader__user", "left", "right"):
        better = min(pair.left, pair.right, key=lambda entry: entry.title)
        decide_comparison(pair, better, by=pair.reader.user, now=DURING_READING)


def test_pairs_are_given_out_and_the_order_follows(oscar: Client) -> None:
    edition_to_compare(3)
    empty = oscar.get(PAGE).text

    given = oscar.post(PAGE, {"n": "5"}, follow=True).text
    decide_all()

    page = oscar.get(PAGE)
    assert ("Er is nog niets gekozen" in empty, "3 inzendingen staan te dicht bij de grens" in empty) == (True, True)
    assert "3 paren liggen bij de lezers. Meer paren zijn er nu niet" in given
    assert [row.entry.title for row in page.context["rows"]] == ["Casus 1", "Casus 2", "Casus 3"]
    assert "3 van de 3 paren gekozen" in page.text
    assert "niet te onderscheiden van de volgende" in page.text
    assert "Dat is nog niet te zeggen" in page.text


@pytest.mark.parametrize(
    ("n_close", "n_readers", "n", "sentence"),
    [
        (3, 0, "5", "Er zijn nog geen lezers in de ronde waarin u laat vergelijken."),
        (1, 1, "5", "Er zijn twee inzendingen nodig die dicht bij de grens staan. Het zijn er nu 1."),
        (3, 1, "0", "Vul minstens 1 in."),
        (3, 1, "veel", "Vul een heel getal in."),
    ],
)
def test_a_refusal_is_a_sentence_and_gives_nothing(
    oscar: Client, n_close: int, n_readers: int, n: str, sentence: str
) -> None:
    edition_to_compare(n_close, n_readers=n_readers)

    answer = oscar.post(PAGE, {"n": n})

    assert (answer.status_code, Comparison.objects.count()) == (422, 0)
    assert answer.context["form"].errors == {"n": [sentence]}


def test_without_a_standing_the_mean_says_what_is_close(oscar: Client) -> None:
    edition = edition_to_compare(3)
    Standing.objects.filter(round__edition=edition).delete()

    assert oscar.get(PAGE).context["close"] == []


def test_an_edition_without_such_a_round_has_no_page(oscar: Client) -> None:
    make_edition()

    assert [oscar.get(PAGE).status_code, oscar.post(PAGE, {"n": "5"}).status_code] == [404, 404]
    assert PAGE not in oscar.get("/organisatie/2027/ranglijst/").text


def test_the_ranking_links_to_it(oscar: Client) -> None:
    edition_to_compare(2)

    assert PAGE in oscar.get("/organisatie/2027/ranglijst/").text


@pytest.mark.parametrize("n_close", [2, 4])
def test_the_page_asks_the_same_number_of_questions(
    oscar: Client, django_assert_num_queries: DjangoAssertNumQueries, n_close: int
) -> None:
    edition_to_compare(n_close)
    oscar.post(PAGE, {"n": "6"})
    decide_all()

    with django_assert_num_queries(11):
        oscar.get(PAGE)


@pytest.mark.parametrize("n_close", [2, 4])
def test_giving_out_asks_the_same_number_of_questions(
    oscar: Client, django_assert_num_queries: DjangoAssertNumQueries, n_close: int
) -> None:
    edition_to_compare(n_close, n_readers=n_close)

    with django_assert_num_queries(34):
        oscar.post(PAGE, {"n": "6"})
