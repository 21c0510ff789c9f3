import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from gemeentedelers.domain.conflicts.tests.factories import taking_part
from gemeentedelers.domain.editions.models import Edition
from gemeentedelers.domain.editions.tests.factories import make_edition
from gemeentedelers.domain.entries.models import Entry
from gemeentedelers.domain.entries.tests.factories import civil_servant, complete_entry, eligible_entry, submit
from gemeentedelers.domain.municipalities.tests.factories import MunicipalityFactory
from gemeentedelers.domain.people.tests.factories import UserFactory
from gemeentedelers.domain.scoring.tests.factories import reading_round

pytestmark = pytest.mark.django_db

PAGE = "/organisatie/2027/betrokkenheid/"


@pytest.fixture
def edition() -> Edition:
    return make_edition()


@pytest.fixture
def entry(edition: Edition) -> Entry:
    """An entry of Ede, with Buurtkracht as a partner."""
    owner = civil_servant(municipality=MunicipalityFactory(name="Ede", latitude=40), email="anna@ede.example")
    draft = complete_entry(edition, by=owner)
    taking_part(draft, "Stichting Buurtkracht (fictief)")
    submit(draft, by=owner)
    draft.refresh_from_db()
    return draft


def told(page: object) -> list[tuple[str, list[str]]]:
    lines = page.context["answer"].lines  # type: ignore[attr-defined]  # a test response
    return [(line.entry.reference, [tie.kind.value for tie in line.ties]) for line in lines]


def test_nobody_asked_for_gets_no_answer(oscar: Client, entry: Entry) -> None:
    page = oscar.get(PAGE)

    assert page.context["answer"] is None
    assert "Er zijn nog geen lezers" in page.text


def test_somebody_is_found_by_name_or_address(oscar: Client, entry: Entry) -> None:
    UserFactory(name="Kim", email="kim@elders.example", municipality=entry.municipality)

    for words in ("kim", "Kim@Elders.example"):
        page = oscar.get(PAGE, {"wie": words, "inzending": entry.reference})

        assert told(page) == [(entry.reference, ["own_municipality"])]
        assert "mag niet:</strong> Werkt bij gemeente Ede, die deze casus instuurde." in page.text


def test_who_has_no_account_is_judged_by_what_was_typed(oscar: Client, entry: Entry) -> None:
    for typed, expected in [
        ({"gemeente": entry.municipality.code}, ["own_municipality"]),
        ({"organisatie": "buurtkracht"}, ["organisation"]),
        ({"wie": "nieuw@ede.example"}, ["mail_host"]),
    ]:
        assert told(oscar.get(PAGE, typed)) == [(entry.reference, expected)]


def test_no_ties_is_an_answer_too(oscar: Client, entry: Entry) -> None:
    everything = oscar.get(PAGE, {"wie": "kim@nergens.example"})
    one = oscar.get(PAGE, {"wie": "kim@nergens.example", "inzending": entry.reference})

    assert told(everything) == []
    assert "Wij vinden niets dat deze persoon aan een inzending van deze editie bindt." in everything.text
    assert told(one) == [(entry.reference, [])]
    assert "geen bezwaar" in one.text


def test_namesakes_are_told_apart(oscar: Client, entry: Entry) -> None:
    UserFactory(name="Kim de Een", email="een@elders.example")
    UserFactory(name="Kim de Ander", email="ander@elders.example")

    page = oscar.get(PAGE, {"wie": "kim", "inzending": entry.reference})

    assert f"?wie=een%40elders.example&amp;inzending={entry.reference}" in page.text
    assert [user.name for user in page.context["answer"].namesakes] == ["Kim de Ander", "Kim de Een"]


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ({"wie": "niemand"}, "Wij kennen niemand met deze naam."),
        ({"wie": "x" * 300}, "Dit is te lang: 300 tekens."),
        ({"gemeente": "GM9999"}, "Kies een gemeente uit de lijst."),
        ({"inzending": "GD-2026-0001-1"}, "Kies een inzending uit de lijst."),
        ({"wie": "a\0b"}, "Null"),
    ],
)
def test_what_cannot_be_answered_is_said(oscar: Client, entry: Entry, query: dict[str, str], words: str) -> None:
    page = oscar.get(PAGE, query)

    assert page.status_code == 200
    assert words in page.text


def test_the_table_begins_with_what_is_hardest_to_divide(oscar: Client, edition: Edition, entry: Entry) -> None:
    easy = eligible_entry(edition, by=civil_servant(email="bo@dorp.example"))
    barred, _ = reading_round(edition)
    type(barred).objects.filter(pk=barred.pk).update(municipality=entry.municipality, email="x@elders.example")

    rooms = oscar.get(PAGE).context["page"].object_list

    assert [(room.entry, room.n_barred, room.n_warned, room.n_free) for room in rooms] == [
        (entry, 1, 0, 1),
        (easy, 0, 0, 2),
    ]


@pytest.mark.parametrize("n_entries", [1, 3])
def test_the_table_takes_a_constant_number_of_queries(
    oscar: Client, edition: Edition, n_entries: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(n_entries):
        eligible_entry(edition)
    reading_round(edition, n_readers=n_entries)

    with django_assert_num_queries(20):
        oscar.get(PAGE)
