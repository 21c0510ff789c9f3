from collections.abc import Iterator
from datetime import date

import pytest
import time_machine
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from gemeentedelers.domain.conflicts.models import Employment
from gemeentedelers.domain.conflicts.tests.factories import worked_at
from gemeentedelers.domain.editions.tests.factories import DURING_READING, make_edition
from gemeentedelers.domain.entries.models import Entry
from gemeentedelers.domain.entries.tests.factories import eligible_entry
from gemeentedelers.domain.panels.models import Assignment
from gemeentedelers.domain.people.models import User
from gemeentedelers.domain.scoring.tests.factories import reading_round

pytestmark = pytest.mark.django_db

PAGE = "/beoordelen/vroeger-werk/"
INTERESTS = "/beoordelen/2027/leesronde/start/belangen/"
RECENTLY = "2026-12-31"


@pytest.fixture(autouse=True)
def clock() -> Iterator[None]:
    with time_machine.travel(DURING_READING, tick=False):
        yield


@pytest.fixture
def entry() -> Entry:
    return eligible_entry(make_edition(), title="Deelfietsen voor iedereen")


@pytest.fixture
def reader(client: Client, entry: Entry) -> User:
    user = reading_round(entry.edition)[0]
    client.force_login(user)
    return user


def test_a_former_employer_takes_its_entry_off_the_desk_at_once(client: Client, entry: Entry, reader: User) -> None:
    answers = {"municipality": entry.municipality.code, "ended_on": RECENTLY}
    page = client.post(f"{PAGE}?terug={INTERESTS}", answers, follow=True).content.decode()

    gone = Assignment.objects.get(reader__user=reader)
    assert (gone.ended_at, gone.ended_because) == (DURING_READING, "conflict")
    assert "“Deelfietsen voor iedereen” staat niet meer op uw lijst" in page
    assert f'href="{INTERESTS}"' in page
    assert f"gemeente {entry.municipality.name}, tot en met 31 december 2026" in client.get(INTERESTS).content.decode()


def test_an_employer_of_long_ago_takes_nothing_away(client: Client, entry: Entry, reader: User) -> None:
    client.post(PAGE, {"organisation": f"Gemeente {entry.municipality.name}", "ended_on": "2024-03-01"})

    assert (Employment.objects.count(), Assignment.objects.get(reader__user=reader).ended_at) == (1, None)


@pytest.mark.parametrize(
    ("answers", "field", "sentence"),
    [
        ({"ended_on": RECENTLY}, "municipality", "Kies een gemeente, of vul de naam van een andere organisatie in."),
        ({"organisation": "Buurtkracht"}, "ended_on", "Vul uw laatste werkdag in."),
        ({"organisation": "Buurtkracht", "ended_on": "gisteren"}, "ended_on", "Kies een dag, bijvoorbeeld 04-12-2026."),
        ({"organisation": "Buurtkracht", "ended_on": "2027-12-01"}, "ended_on", "1 december 2027 moet nog komen."),
        ({"municipality": "GM9999", "ended_on": RECENTLY}, "municipality", "Kies een gemeente uit de lijst."),
        (
            {"organisation": "x" * 121, "ended_on": RECENTLY},
            "organisation",
            "Maak deze tekst korter: hoogstens 120 tekens.",
        ),
    ],
)
def test_a_refusal_stands_at_its_field(
    client: Client, reader: User, answers: dict[str, str], field: str, sentence: str
) -> None:
    answer = client.post(PAGE, answers)

    assert (answer.status_code, Employment.objects.count()) == (422, 0)
    assert sentence in " ".join(answer.context["form"].errors[field])


def test_both_a_municipality_and_an_organisation_is_one_too_many(client: Client, entry: Entry, reader: User) -> None:
    both = {"municipality": entry.municipality.code, "organisation": "Buurtkracht", "ended_on": RECENTLY}

    assert client.post(PAGE, both).context["form"].errors == {
        "organisation": ["Kies een gemeente of vul een organisatie in, niet allebei."]
    }


def test_what_was_told_by_mistake_goes_away_and_only_ones_own(client: Client, reader: User) -> None:
    own = worked_at(reader, "Buurtkracht", until=date(2026, 12, 31), now=DURING_READING)
    other = worked_at(
        User.objects.exclude(pk=reader.pk)[0], "Buurtkracht", until=date(2026, 12, 31), now=DURING_READING
    )

    answers = [client.post(f"{PAGE}{told.code}/weg/").status_code for told in (own, other)]

    assert (answers, list(Employment.objects.all())) == ([302, 404], [other])


def test_back_goes_nowhere_else(client: Client, reader: User) -> None:
    assert 'href="/beoordelen/">Terug' in client.get(f"{PAGE}?terug=https://elders.example/").content.decode()


@pytest.mark.parametrize("n_employers", [1, 3])
def test_the_page_asks_the_same_number_of_questions(
    client: Client, reader: User, django_assert_num_queries: DjangoAssertNumQueries, n_employers: int
) -> None:
    for number in range(n_employers):
        worked_at(reader, f"Bureau {number}", until=date(2026, 12, 31), now=DURING_READING)

    with django_assert_num_queries(9):
        client.get(PAGE)
