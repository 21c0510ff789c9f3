from datetime import timedelta

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from gemeentedelers.domain.editions.models import Edition, Round
from gemeentedelers.domain.editions.queries import round_of
from gemeentedelers.domain.editions.rules import RoundKind
from gemeentedelers.domain.editions.tests.factories import AFTER_READING, DURING_READING, make_edition
from gemeentedelers.domain.entries.tests.factories import eligible_entry
from gemeentedelers.domain.panels.actions import add_reader
from gemeentedelers.domain.panels.models import Reader
from gemeentedelers.domain.people.tests.factories import UserFactory
from gemeentedelers.domain.scoring.tests.factories import reading_round, score_all

pytestmark = pytest.mark.django_db

PAGE = "/organisatie/2027/lezers/"


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


def with_assessors(edition: Edition) -> Round:
    return Round.objects.create(
        edition=edition,
        kind=RoundKind.ASSESSMENT,
        name="Assessorronde",
        opens=AFTER_READING,
        closes=AFTER_READING + timedelta(days=20),
        minutes_per_entry=45,
    )


def test_each_round_with_readers_has_its_page(oscar: Client) -> None:
    edition = make_edition()
    assessor = UserFactory(name="Anna Assessor")
    add_reader(with_assessors(edition), assessor, capacity=3, by="test", now=DURING_READING)
    add_readers(edition, 1)

    reading, assessment = oscar.get(PAGE), oscar.get(f"{PAGE}?ronde=beoordelen")

    assert ("Anna Assessor" in reading.text, "Anna Assessor" in assessment.text) == (False, True)
    assert [panel.round.kind for panel in reading.context["panels"]] == ["reading", "assessment"]
    assert '<h1 class="nl-heading nl-heading--level-1">Assessoren</h1>' in assessment.text


@pytest.mark.parametrize("asked", ["beoordelen", "jury", "onzin"])
def test_a_round_that_is_not_there_is_not_found(oscar: Client, asked: str) -> None:
    make_edition()

    assert oscar.get(f"{PAGE}?ronde={asked}").status_code == 404


def test_a_reader_is_let_go_after_a_look_and_comes_back(oscar: Client) -> None:
    edition = make_edition()
    eligible_entry(edition)
    user = reading_round(edition, n_readers=1)[0]
    leaving, back = f"{PAGE}{user.code}/stoppen/", f"{PAGE}{user.code}/terug/"

    looked = oscar.get(leaving)
    assert (looked.status_code, Reader.objects.get().left_at) == (200, None)

    gone = oscar.post(leaving, {"reason": "Met verlof"}, follow=True)
    assert (gone.redirect_chain, gone.context["rows"]) == ([(PAGE, 302)], [])
    assert "1 leesbeurt kwam vrij." in gone.text
    assert ("Met verlof" in gone.text, "Gestopt (1)" in gone.text) == (True, True)
    assert "Deze lezer is al gestopt." in oscar.post(leaving).text

    returned = oscar.post(back, follow=True)
    assert (len(returned.context["rows"]), Reader.objects.get().left_at) == (1, None)
    assert "Deze lezer doet nog mee." in oscar.post(back, follow=True).text


def test_only_who_runs_the_edition_lets_a_reader_go(oscar: Client, ada: Client) -> None:
    edition = make_edition()
    add_readers(edition, 1)
    code = Reader.objects.get().user.code

    found = [ada.get(f"{PAGE}{code}/stoppen/"), ada.post(f"{PAGE}{code}/stoppen/"), ada.post(f"{PAGE}{code}/terug/")]
    assert [answer.status_code for answer in found] == [404, 404, 404]
    assert oscar.get(f"{PAGE}niemand/stoppen/").status_code == 404
    assert oscar.get(f"{PAGE}{code}/terug/").status_code == 405
    assert oscar.put(f"{PAGE}{code}/stoppen/").status_code == 405
