import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from gemeentedelers.domain.editions.tests.factories import DURING_READING
from gemeentedelers.domain.people.rules import Role
from gemeentedelers.domain.people.tests.factories import somebody_with
from gemeentedelers.foundation.journal.actions import record

pytestmark = pytest.mark.django_db

PAGE = "/organisatie/journaal/"


def seen(client: Client, query: str = "") -> list[str]:
    return [line.fact.subject for line in client.get(f"{PAGE}{query}").context["lines"]]


def write(*subjects: str, name: str = "entry.written", by: str = "test") -> list[int]:
    return [record(name, subject=subject, by=by, now=DURING_READING, part=1).number for subject in subjects]


def test_the_newest_fact_comes_first(ada: Client) -> None:
    write("eerst", "daarna")

    assert seen(ada)[:2] == ["daarna", "eerst"]


def test_an_organiser_sees_the_facts_of_the_own_years(oscar: Client) -> None:
    write("GD-2027-0001-3", "2027", "GD-2026-0001-4", "2026", "iemand")
    record("reader.added", subject="lezer", by="test", now=DURING_READING, year=2027)

    assert seen(oscar) == ["lezer", "2027", "GD-2027-0001-3"] + [
        subject for subject in seen(oscar) if subject not in ("lezer", "2027", "GD-2027-0001-3")
    ]
    assert {"GD-2026-0001-4", "2026", "iemand"} & set(seen(oscar)) == set()


def test_facts_can_be_narrowed_to_one_name(ada: Client) -> None:
    write("eerst")
    write("ander", name="round.closed")

    assert seen(ada, "?naam=round.closed") == ["ander"]
    assert seen(ada, "?naam=onzin") == []


def test_the_next_page_starts_below_the_last_number(ada: Client) -> None:
    numbers = write(*(f"GD-2027-{number:04d}-0" for number in range(60)))

    first = ada.get(PAGE)
    older = ada.get(f"{PAGE}?voor={first.context['older']}")

    assert [line.fact.number for line in first.context["lines"]] == numbers[:9:-1]
    assert [line.fact.number for line in older.context["lines"]][:10] == numbers[9::-1]


@pytest.mark.parametrize("query", ["?voor=onzin", "?voor=99999999999999999999", "?voor=-1", "?naam=%00"])
def test_an_odd_address_shows_the_newest(ada: Client, query: str) -> None:
    write("eerst")

    assert seen(ada, query)[0] == "eerst"


def test_people_are_shown_by_name(ada: Client) -> None:
    judith = somebody_with(Role.JUROR, name="Judith")
    write(judith.code, by=judith.code)

    newest = ada.get(PAGE).context["lines"][0]

    assert (newest.subject, newest.actor) == ("Judith", "Judith")


@pytest.mark.parametrize("n_facts", [1, 3])
def test_the_journal_costs_the_same_for_one_and_for_three(
    ada: Client, n_facts: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    write(*(f"GD-2027-{number:04d}-0" for number in range(n_facts)), name="x")

    with django_assert_num_queries(6):
        assert len(seen(ada, "?naam=x")) == n_facts
