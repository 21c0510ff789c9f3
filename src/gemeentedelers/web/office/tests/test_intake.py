from datetime import timedelta

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from gemeentedelers.domain.editions.models import Edition
from gemeentedelers.domain.editions.tests.factories import ENTRY_CLOSES, make_edition
from gemeentedelers.domain.entries.actions import judge_eligibility
from gemeentedelers.domain.entries.models import Entry
from gemeentedelers.domain.entries.rules import Eligibility
from gemeentedelers.domain.entries.tests.factories import (
    AFTER_CLOSING,
    complete_entry,
    eligible_entry,
    owner_of,
    started_entry,
    submit,
    submitted_entry,
)
from gemeentedelers.domain.people.tests.factories import UserFactory

pytestmark = pytest.mark.django_db

PAGE = "/organisatie/2027/intake/"


@pytest.fixture
def edition() -> Edition:
    return make_edition()


def titles(client: Client, query: str = "") -> list[str]:
    return [row.entry.title for row in client.get(f"{PAGE}{query}").context["rows"]]


def a_page(entry: Entry, step: str = "") -> str:
    return f"{PAGE}{entry.reference}/{step}"


def test_an_empty_intake_says_so(oscar: Client, edition: Edition) -> None:
    started_entry(edition)

    assert "Er is nog niets ingediend" in oscar.get(PAGE).text


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["nieuw", "wacht", "mee", "niet"]),
        ("?staat=te-beoordelen", ["nieuw"]),
        ("?staat=zonder-categorie", ["wacht"]),
        ("?staat=voldoet", ["wacht", "mee"]),
        ("?staat=voldoet-niet", ["niet"]),
        ("?staat=respijttijd", []),
        ("?staat=onzin", ["nieuw", "wacht", "mee", "niet"]),
        ("?pagina=onzin", ["nieuw", "wacht", "mee", "niet"]),
    ],
)
def test_the_filter_narrows_the_table(oscar: Client, edition: Edition, query: str, expected: list[str]) -> None:
    submitted_entry(edition, title="nieuw")
    waiting = submitted_entry(edition, title="wacht")
    eligible_entry(edition, title="mee")
    refused = submitted_entry(edition, title="niet")
    judge_eligibility(waiting, Eligibility.ELIGIBLE, reason="", by=UserFactory(), now=AFTER_CLOSING)
    judge_eligibility(refused, Eligibility.INELIGIBLE, reason="Te oud", by=UserFactory(), now=AFTER_CLOSING)

    assert titles(oscar, query) == expected


def test_what_came_in_within_the_grace_says_so(oscar: Client, edition: Edition) -> None:
    on_time, late = submitted_entry(edition), complete_entry(edition, title="net op tijd")
    submit(late, by=owner_of(late), now=ENTRY_CLOSES + timedelta(minutes=5))
    said = "ingediend binnen respijttijd"

    assert titles(oscar, "?staat=respijttijd") == ["net op tijd"]
    assert oscar.get(PAGE).text.count(said) == 1
    assert [said in oscar.get(a_page(entry)).text for entry in (on_time, late)] == [False, True]


def test_an_unknown_filter_is_named(oscar: Client, edition: Edition) -> None:
    assert "“onzin”" in oscar.get(f"{PAGE}?staat=onzin").text


@pytest.mark.parametrize("n_entries", [1, 3])
def test_the_intake_costs_the_same_for_one_and_for_three(
    oscar: Client, edition: Edition, n_entries: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(n_entries):
        submitted_entry(edition)

    with django_assert_num_queries(7):
        page = oscar.get(PAGE)

    assert len(page.context["rows"]) == n_entries


def test_an_entry_is_read_as_it_was_frozen(oscar: Client, edition: Edition) -> None:
    entry = submitted_entry(edition, title="Zoals ingediend")
    entry.title = "Later veranderd"
    entry.save()

    page = oscar.get(a_page(entry))

    assert ("Zoals ingediend" in page.text, "Later veranderd" in page.text) == (True, False)
    assert "30 juni 2026" in page.text
    assert page.context["category_form"].initial == {"category": "leefomgeving"}


def test_judging_keeps_the_outcome_and_points_at_the_next(oscar: Client, edition: Edition) -> None:
    entry, following = submitted_entry(edition), submitted_entry(edition)

    answer = oscar.post(a_page(entry, "oordeel/"), {"eligibility": "ineligible", "reason": "Nog niet af."})

    assert answer.headers["Location"] == a_page(entry)
    entry.refresh_from_db()
    assert (entry.eligibility, entry.eligibility_reason) == ("ineligible", "Nog niet af.")
    assert f'href="{a_page(following)}">Volgende' in oscar.get(a_page(entry)).text


@pytest.mark.parametrize(
    ("sent", "complaint"),
    [
        ({}, "Kies of de inzending voldoet."),
        ({"eligibility": "misschien"}, "Selecteer een geldige keuze."),
        ({"eligibility": "ineligible", "reason": " "}, "Schrijf erbij waarom de inzending niet voldoet."),
    ],
)
def test_a_judgement_with_a_fault_is_not_kept(
    oscar: Client, edition: Edition, sent: dict[str, str], complaint: str
) -> None:
    entry = submitted_entry(edition)

    page = oscar.post(a_page(entry, "oordeel/"), sent)

    assert (page.status_code, complaint in page.text) == (422, True)
    entry.refresh_from_db()
    assert entry.eligibility == "undecided"


def test_a_category_is_kept(oscar: Client, edition: Edition) -> None:
    entry = submitted_entry(edition)

    answer = oscar.post(a_page(entry, "categorie/"), {"category": "uitvoering"})

    assert answer.headers["Location"] == a_page(entry)
    entry.refresh_from_db()
    assert entry.category is not None
    assert (entry.category.key, entry.category.edition) == ("uitvoering", edition)


@pytest.mark.parametrize("key", ["", "onzin"])
def test_only_a_category_of_the_edition_can_be_chosen(oscar: Client, edition: Edition, key: str) -> None:
    entry = submitted_entry(edition)

    page = oscar.post(a_page(entry, "categorie/"), {"category": key})

    assert page.status_code == 422
    entry.refresh_from_db()
    assert entry.category is None


def test_drafts_and_entries_of_other_editions_are_not_found(oscar: Client, edition: Edition) -> None:
    draft, elsewhere = started_entry(edition), "GD-2026-0001-4"

    assert oscar.get(a_page(draft)).status_code == 404
    assert oscar.get(f"{PAGE}{elsewhere}/").status_code == 404
