import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from gemeentedelers.domain.editions.models import Edition, Round
from gemeentedelers.domain.editions.tests.factories import AFTER_READING, DURING_ENTRY, make_edition
from gemeentedelers.domain.entries.tests.factories import eligible_entry
from gemeentedelers.domain.panels.actions import add_reader
from gemeentedelers.domain.people.tests.factories import UserFactory
from gemeentedelers.domain.volunteers.queries import expected_share
from gemeentedelers.domain.volunteers.rules import ASSUMED
from gemeentedelers.domain.volunteers.tests.factories import round_in, volunteer_in

pytestmark = pytest.mark.django_db

PAGE = "/organisatie/2027/capaciteit/"


@pytest.fixture
def edition() -> Edition:
    return make_edition()


def add_readers(edition: Edition, n_readers: int, *, minutes: int = 240) -> None:
    for _ in range(n_readers):
        add_reader(
            round_in(edition), UserFactory(), capacity=minutes // 12, minutes=minutes, by="test", now=DURING_ENTRY
        )


def test_a_line_for_each_number_of_readings(oscar: Client, edition: Edition) -> None:
    add_readers(edition, 2)
    volunteer_in(edition, minutes=240)

    page = oscar.get(PAGE, {"inzendingen": "20"})

    needs = [outlook.need for outlook in page.context["outlooks"]]
    assert [(need.reads, need.n_readings, need.minutes, need.n_readers) for need in needs[:2]] == [
        (2, 40, 480, 2),
        (3, 60, 720, 3),
    ]
    assert [(need.is_covered, need.is_covered_with_waiting) for need in needs[:3]] == [
        (True, True),
        (False, True),
        (False, False),
    ]
    assert page.context["verdict"] == "Er is tijd voor 2 lezingen per inzending."
    assert page.text.count("van de 2 beste vindt u er naar verwachting") == 7


def test_more_readings_make_the_shortlist_surer(oscar: Client, edition: Edition) -> None:
    edition.rounds.filter(kind="reading").update(places=30)

    page = oscar.get(PAGE, {"inzendingen": "94", "lezingen": "3"})

    found = [outlook.n_found for outlook in page.context["outlooks"]]
    assert found == sorted(found)
    assert 17 <= found[0] < found[-1] <= 26
    assert "vindt de shortlist van de 30 beste inzendingen er naar verwachting" in page.text


def test_a_huge_edition_is_told_by_a_smaller_one() -> None:
    small, huge = (expected_share(n, n // 3, 3, n // 2, ASSUMED) for n in (300, 30_000))

    assert small == huge


def test_what_if_changes_nothing_but_the_sum(oscar: Client, edition: Edition) -> None:
    add_readers(edition, 1)
    plain = oscar.get(PAGE, {"inzendingen": "20"})

    supposed = oscar.get(PAGE, {"inzendingen": "20", "minuten": "6", "erbij": "1", "lezingen": "4"})

    two = [page.context["outlooks"][0].need for page in (plain, supposed)]
    assert [(need.minutes, need.is_covered) for need in two] == [(480, False), (240, True)]
    assert supposed.context["chosen"].need.reads == 4
    assert (supposed.context["now"].n_readers, supposed.context["panel"].round.minutes_per_entry) == (1, 12)


def test_without_entries_the_page_asks_how_many(oscar: Client, edition: Edition) -> None:
    page = oscar.get(PAGE)

    assert "Vul hieronder in hoeveel u er verwacht." in page.text
    assert "<table" not in page.text


def test_without_readers_nobody_can_say_how_many(oscar: Client, edition: Edition) -> None:
    eligible_entry(edition)

    page = oscar.get(PAGE)

    assert page.context["verdict"] == "Er is nog te weinig tijd voor 2 lezingen per inzending."
    assert page.text.count("nog niet te zeggen") == 7


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"lezingen": "9"}, "Vul een heel getal in van 2 tot en met 8."),
        ({"minuten": "veel"}, "Vul een heel getal in van 1 tot en met 240."),
        ({"erbij": "-1"}, "Vul een heel getal in van 0 tot en met 1000."),
        ({"inzendingen": "999999999999"}, "Vul een heel getal in van 1 tot en met 20000."),
    ],
)
def test_a_faulty_supposition_is_said_and_counts_as_none(
    oscar: Client, edition: Edition, given: dict[str, str], sentence: str
) -> None:
    eligible_entry(edition)

    page = oscar.get(PAGE, given)

    assert (page.status_code, page.text.count(sentence)) == (200, 2)
    assert page.context["outlooks"][0].need.minutes == 24


def test_a_round_of_another_kind(oscar: Client, edition: Edition) -> None:
    Round.objects.create(
        edition=edition,
        kind="assessment",
        name="Assessorronde",
        opens=AFTER_READING,
        closes=edition.reveal_from,
        minutes_per_entry=45,
    )

    page = oscar.get(PAGE, {"ronde": "beoordelen", "inzendingen": "4"})

    assert page.context["outlooks"][0].need.minutes == 2 * 4 * 45
    assert "deze ronde heeft geen plaatsen" in page.text
    assert oscar.get(PAGE, {"ronde": "onzin"}).status_code == 404


@pytest.mark.parametrize("n_readers", [1, 3])
def test_the_page_costs_the_same_for_one_and_for_three(
    oscar: Client, edition: Edition, n_readers: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    add_readers(edition, n_readers)

    with django_assert_num_queries(8):
        oscar.get(PAGE)
