import pytest
import time_machine
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from gemeentedelers.domain.advice.tests.factories import advise_all
from gemeentedelers.domain.editions.models import Edition
from gemeentedelers.domain.editions.tests.factories import AFTER_READING, DURING_READING, make_edition
from gemeentedelers.domain.entries.models import Entry
from gemeentedelers.domain.entries.tests.factories import eligible_entry
from gemeentedelers.domain.panels.models import Assignment
from gemeentedelers.domain.scoring.actions import write_scorecard
from gemeentedelers.domain.scoring.tests.factories import reading_round

pytestmark = pytest.mark.django_db

PAGE = "/organisatie/2027/ranglijst/"


def read_edition(*values: int) -> tuple[Edition, list[Entry]]:
    """An edition with two places, and an entry for each value that its readers gave; 0 is not read yet."""
    edition = make_edition()
    entries = [eligible_entry(edition, title=f"Casus {number}") for number, _ in enumerate(values, start=1)]
    reading_round(edition)
    given = {entry.pk: value for entry, value in zip(entries, values, strict=True)}
    for assignment in Assignment.objects.select_related("reader__user"):
        if value := given[assignment.entry_id]:
            scores = {"succesvol": value, "herbruikbaar": value}
            reader = assignment.reader.user
            write_scorecard(assignment, scores, tip="Ga zo door.", is_final=True, by=reader, now=DURING_READING)
    return edition, entries


def test_the_ranking_shows_marks_and_the_cut(oscar: Client) -> None:
    read_edition(3, 5, 2, 0)

    page = oscar.get(PAGE)

    table = page.context["table"]
    rows = [(row.entry.title, row.value, row.kept.n_reads, row.is_last_in) for row in table.rows]
    assert rows == [
        ("Casus 2", 5.0, 2, False),
        ("Casus 1", 3.0, 2, True),
        ("Casus 3", 2.0, 2, False),
        ("Casus 4", None, 0, False),
    ]
    assert "Er is nog niets berekend." in page.text
    assert "Gemiddeld 5,0, van 5,0 tot 5,0." in page.text
    assert page.text.count("gd-row--cut") == 1
    assert 'cx="5.0"' in page.text


def test_an_empty_ranking_says_so(oscar: Client) -> None:
    make_edition()

    assert "Er is nog niets te lezen" in oscar.get(PAGE).text


@pytest.mark.parametrize("values", [(3,), (3, 4, 2)])
def test_the_ranking_costs_the_same_for_one_and_for_three(
    oscar: Client, values: tuple[int, ...], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    read_edition(*values)

    with django_assert_num_queries(15):
        page = oscar.get(PAGE)

    assert len(page.context["table"].rows) == len(values)


def test_closing_the_round_asks_for_a_tick(oscar: Client) -> None:
    edition, _ = read_edition(3)
    advise_all(edition)
    reading = edition.rounds.get(kind="reading")

    assert oscar.post(f"{PAGE}sluiten/").status_code == 422
    reading.refresh_from_db()
    assert reading.closed_at is None

    assert oscar.post(f"{PAGE}sluiten/", {"is_sure": "on"}).headers["Location"] == PAGE
    reading.refresh_from_db()
    assert reading.closed_at == DURING_READING


def test_after_the_reading_the_page_leads_to_the_decisions(oscar: Client, clock: time_machine.Traveller) -> None:
    edition, _ = read_edition(3)
    advise_all(edition)
    clock.move_to(AFTER_READING)
    overdue = oscar.get(PAGE).text
    oscar.post(f"{PAGE}sluiten/", {"is_sure": "on"})

    assert "De tijd voor het lezen is om" in overdue
    assert 'href="/organisatie/2027/besluiten/"' in oscar.get(PAGE).text.partition("De leesronde is gesloten")[2]
