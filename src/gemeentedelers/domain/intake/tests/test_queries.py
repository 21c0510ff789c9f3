from datetime import timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from gemeentedelers.domain.editions.models import Edition
from gemeentedelers.domain.editions.tests.factories import DURING_ENTRY, make_edition
from gemeentedelers.domain.entries.actions import ask_extension
from gemeentedelers.domain.entries.models import Entry
from gemeentedelers.domain.entries.queries import newest_version
from gemeentedelers.domain.entries.tests.factories import (
    AFTER_CLOSING,
    civil_servant,
    complete_entry,
    eligible_entry,
    owner_of,
    submit,
    submitted_entry,
    write_texts_of,
)
from gemeentedelers.domain.intake.queries import (
    Likeness,
    Waiting,
    likeness_of,
    questions_of_team,
    recourse_of,
    waiting_counts,
)
from gemeentedelers.domain.intake.tests.factories import appealed, asked, ineligible

pytestmark = pytest.mark.django_db


@pytest.fixture
def edition() -> Edition:
    return make_edition()


def told(edition: Edition, title: str, approach: str) -> Entry:
    entry = complete_entry(edition, title=title)
    rest = {"summary": approach, "result": title, "problem": title, "approach": approach}
    write_texts_of(entry, rest, by=owner_of(entry))
    submit(entry, by=owner_of(entry))
    entry.refresh_from_db()
    return entry


def likeness(entry: Entry) -> Likeness:
    version = newest_version(entry)
    assert version is not None
    return likeness_of(entry.edition, entry, version)


def test_the_counts_say_who_waits(edition: Edition) -> None:
    late = complete_entry(edition)
    ask_extension(late, reason="Ziek.", by=owner_of(late), now=AFTER_CLOSING)
    asked(submitted_entry(edition), "nodig")
    asked(submitted_entry(edition))
    appealed(submitted_entry(edition))

    assert waiting_counts(edition) == Waiting(n_extensions=1, n_questions=2, n_appeals=1)
    assert waiting_counts(make_edition(2028)) == Waiting(0, 0, 0)


def test_a_team_finds_only_its_own_questions(edition: Edition) -> None:
    question = asked(submitted_entry(edition))

    assert list(questions_of_team(owner_of(question.entry))) == [question]
    assert list(questions_of_team(civil_servant())) == []


def test_a_team_can_appeal_until_the_last_day(edition: Edition) -> None:
    entry = submitted_entry(edition)
    before = recourse_of(entry, AFTER_CLOSING)
    ineligible(entry)
    during, after = (recourse_of(entry, AFTER_CLOSING + timedelta(days=n)) for n in (1, 9))

    assert (before.may_appeal, during.may_appeal, after.may_appeal) == (False, True, False)
    assert during.until is not None


def test_a_category_is_suggested_by_its_words_and_by_what_was_placed_there(edition: Edition) -> None:
    eligible_entry(edition, category="leefomgeving", title="Tegels uit de straat")
    placed = told(edition, "Uitkeringen sneller", "De aanvraag van bijstand gaat nu digitaal in een week.")
    eligible_entry(edition, category="uitvoering", title="Balie")
    entry = told(edition, "Groene straten", "Bewoners halen tegels weg en planten groen in de straat.")

    suggestion = likeness(entry).suggestion

    assert suggestion is not None
    assert suggestion.category.key == "leefomgeving"
    assert {"tegels", "straat"} <= set(suggestion.words)
    assert placed.category is None


def test_the_entry_that_tells_the_same_comes_first_and_a_strange_one_not_at_all(edition: Edition) -> None:
    twin = told(edition, "Straten vergroenen", "Bewoners wippen tegels en planten groen in hun straat.")
    told(edition, "Uitkeringen sneller", "De aanvraag van bijstand gaat nu digitaal in een week.")
    entry = told(edition, "Groene straten", "Bewoners halen tegels weg en planten groen in de straat.")

    found = likeness(entry).resembling

    assert [row.entry for row in found] == [twin]
    assert "tegels" in found[0].words


def test_entries_of_another_edition_are_not_alike(edition: Edition) -> None:
    entry = submitted_entry(edition)
    next_year = DURING_ENTRY + timedelta(days=365)
    other = complete_entry(make_edition(2028), now=next_year)
    submit(other, by=owner_of(other), now=next_year)

    assert likeness(entry).resembling == ()


@pytest.mark.parametrize("n_entries", [1, 3])
def test_comparing_costs_the_same_for_one_and_for_three(
    edition: Edition, n_entries: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    entry, *_ = (submitted_entry(edition) for _ in range(n_entries + 1))
    version = newest_version(entry)
    assert version is not None

    with django_assert_num_queries(3):
        found = likeness_of(edition, entry, version)

    assert len(found.resembling) == n_entries
