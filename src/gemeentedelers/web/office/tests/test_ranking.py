import pytest
import time_machine
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from gemeentedelers.domain.editions.models import Edition
from gemeentedelers.domain.editions.tests.factories import AFTER_READING, DURING_READING, make_edition
from gemeentedelers.domain.entries.models import Entry
from gemeentedelers.domain.entries.tests.factories import eligible_entry
from gemeentedelers.domain.panels.models import Assignment
from gemeentedelers.domain.scoring.actions import write_scorecard
from gemeentedelers.domain.scoring.models import ShortlistPlace
from gemeentedelers.domain.scoring.tests.factories import reading_round

pytestmark = pytest.mark.django_db

PAGE = "/organisatie/2027/ranglijst/"
WHY = "Klein en nergens anders bedacht."


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
            write_scorecard(assignment, scores, tip="Ga door.", is_final=True, by=reader, now=DURING_READING)
    return edition, entries


def places() -> list[tuple[str, str, str]]:
    found = ShortlistPlace.objects.order_by("kind", "position", "entry__reference")
    return list(found.values_list("entry__title", "kind", "reason"))


def wildcard(entry: Entry, reason: str = WHY) -> dict[str, str]:
    return {"entry_1": entry.reference, "reason_1": reason}


def test_the_ranking_shows_marks_and_the_cut(oscar: Client) -> None:
    read_edition(3, 5, 2, 0)

    page = oscar.get(PAGE)

    standing = page.context["standing"]
    rows = [(row.entry.title, row.value, row.ranked.n_reads, row.is_in) for row in standing.rows]
    assert rows == [
        ("Casus 2", 5.0, 2, True),
        ("Casus 1", 3.0, 2, True),
        ("Casus 3", 2.0, 2, False),
        ("Casus 4", None, 0, False),
    ]
    assert standing.cut == 3.0
    assert "Gemiddeld 5,00, van 5,00 tot 5,00." in page.text
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

    with django_assert_num_queries(12):
        page = oscar.get(PAGE)

    assert len(page.context["standing"].rows) == len(values)


def test_closing_the_round_asks_for_a_tick(oscar: Client) -> None:
    edition, _ = read_edition(3)
    reading = edition.rounds.get(kind="reading")

    assert oscar.post(f"{PAGE}sluiten/").status_code == 422
    reading.refresh_from_db()
    assert reading.closed_at is None

    assert oscar.post(f"{PAGE}sluiten/", {"is_sure": "on"}).headers["Location"] == PAGE
    reading.refresh_from_db()
    assert reading.closed_at == DURING_READING


def test_a_shortlist_takes_the_highest_and_a_wildcard(oscar: Client, clock: time_machine.Traveller) -> None:
    _, entries = read_edition(3, 5, 2, 1)
    clock.move_to(AFTER_READING)

    answer = oscar.post(f"{PAGE}shortlist/", wildcard(entries[3]))

    assert answer.headers["Location"] == PAGE
    assert places() == [("Casus 2", "ranked", ""), ("Casus 1", "ranked", ""), ("Casus 4", "wildcard", WHY)]
    assert WHY in oscar.get(PAGE).text


def test_a_shortlist_can_do_without_a_wildcard(oscar: Client, clock: time_machine.Traveller) -> None:
    read_edition(3)
    clock.move_to(AFTER_READING)

    oscar.post(f"{PAGE}shortlist/", {"entry_1": "", "reason_1": ""})

    assert places() == [("Casus 1", "ranked", "")]


def test_while_the_round_is_open_there_is_no_shortlist(oscar: Client) -> None:
    read_edition(3)

    page = oscar.post(f"{PAGE}shortlist/", follow=True)

    assert "De leesronde is nog open." in page.text
    assert places() == []


@pytest.mark.parametrize(
    ("sent", "complaint"),
    [
        ({"reason_1": ""}, "Schrijf erbij waarom deze inzending de wildcard krijgt."),
        ({"entry_1": ""}, "Kies de inzending waar deze reden bij hoort."),
        ({"entry_1": "GD-2027-0001-3"}, "Kies een inzending uit de lijst."),
    ],
)
def test_a_wildcard_with_a_fault_makes_no_shortlist(
    oscar: Client, clock: time_machine.Traveller, sent: dict[str, str], complaint: str
) -> None:
    _, entries = read_edition(5, 4, 1)
    clock.move_to(AFTER_READING)

    page = oscar.post(f"{PAGE}shortlist/", {**wildcard(entries[2]), **sent})

    assert (page.status_code, complaint in page.text) == (422, True)
    assert places() == []


def test_two_wildcards_are_two_entries(oscar: Client, clock: time_machine.Traveller) -> None:
    edition, entries = read_edition(5, 4, 1, 1)
    edition.rounds.filter(kind="reading").update(wildcards=2)
    clock.move_to(AFTER_READING)
    same = {"entry_2": entries[2].reference, "reason_2": WHY}
    other = {"entry_2": entries[3].reference, "reason_2": WHY}

    page = oscar.post(f"{PAGE}shortlist/", {**wildcard(entries[2]), **same})
    oscar.post(f"{PAGE}shortlist/", {**wildcard(entries[2]), **other})

    assert (page.status_code, "Deze inzending heeft al een wildcard." in page.text) == (422, True)
    assert [title for title, kind, _ in places() if kind == "wildcard"] == ["Casus 3", "Casus 4"]


def test_announcing_asks_for_a_tick_and_ends_the_choosing(oscar: Client, clock: time_machine.Traveller) -> None:
    edition, _ = read_edition(3)
    clock.move_to(AFTER_READING)
    oscar.post(f"{PAGE}shortlist/")

    assert oscar.post(f"{PAGE}bekendmaken/").status_code == 422
    edition.refresh_from_db()
    assert edition.shortlist_announced_at is None

    assert oscar.post(f"{PAGE}bekendmaken/", {"is_sure": "on"}).headers["Location"] == PAGE
    edition.refresh_from_db()
    assert edition.shortlist_announced_at == AFTER_READING
    assert "De shortlist is al bekendgemaakt." in oscar.post(f"{PAGE}shortlist/", follow=True).text


def test_without_a_shortlist_there_is_nothing_to_announce(oscar: Client, clock: time_machine.Traveller) -> None:
    read_edition(3)
    clock.move_to(AFTER_READING)

    page = oscar.post(f"{PAGE}bekendmaken/", {"is_sure": "on"}, follow=True)

    assert "Maak eerst een shortlist." in page.text
