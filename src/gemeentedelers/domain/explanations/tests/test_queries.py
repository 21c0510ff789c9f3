import pytest

from gemeentedelers.domain.editions.tests.factories import AFTER_REVEAL, DURING_JURY
from gemeentedelers.domain.entries.models import Entry
from gemeentedelers.domain.explanations.queries import account_of, account_of_entry
from gemeentedelers.domain.finals.tests.factories import BECAUSE
from gemeentedelers.domain.publications.tests.factories import revealed_edition
from gemeentedelers.domain.shortlists.rules import DecisionOutcome, PlaceKind
from gemeentedelers.domain.verdicts.tests.factories import MOTIVATION, a_juror, shortlisted_edition

pytestmark = pytest.mark.django_db


def test_there_is_no_account_before_the_reveal() -> None:
    edition = shortlisted_edition()
    entry = Entry.objects.filter(edition=edition).first()
    assert entry is not None
    assert (account_of(edition, DURING_JURY), account_of_entry(entry, DURING_JURY)) == (None, None)


def test_the_account_of_an_edition_counts_and_names_nobody() -> None:
    edition = revealed_edition()
    a_juror(edition)
    account = account_of(edition, AFTER_REVEAL)
    assert account is not None
    assert (account.n_entries, account.n_readers, account.n_readings) == (4, 2, 8)
    assert (account.fewest_reads, account.most_reads) == (2, 2)
    assert (account.correction, account.n_aside, account.n_jurors, account.n_barred_jurors) == (None, 0, 2, 0)
    assert account.finalists == {"Leefomgeving": 3, "Uitvoeringskracht": 1}
    assert [recut.reason for recut in account.recuts] == ["De categorieën van de inschrijving passen goed."]
    assert [verdict.category.key for verdict in account.verdicts] == ["leefomgeving", "uitvoering"]


def test_the_account_of_an_entry_says_what_decided() -> None:
    edition = revealed_edition()
    winner, other, *_, wildcard = Entry.objects.filter(edition=edition).order_by("reference")
    won, lost, given = (account_of_entry(entry, AFTER_REVEAL) for entry in (winner, other, wildcard))
    assert won is not None
    assert lost is not None
    assert given is not None
    assert (won.n_reads, won.mean, won.corrected, won.chance) == (2, 5.0, None, None)
    assert (won.outcome, won.kind, won.has_won) == (DecisionOutcome.ADVANCE, PlaceKind.RANKED, True)
    assert (won.final_category, won.finalist_reason, won.jury_words) == ("Leefomgeving", BECAUSE, MOTIVATION)
    assert (lost.has_won, lost.final_category) == (False, "Leefomgeving")
    assert (given.kind, given.reason) == (PlaceKind.WILDCARD, "Klein, maar nergens anders bedacht.")


def test_the_account_holds_the_seal_and_no_prize_where_nobody_voted() -> None:
    edition = revealed_edition()
    account = account_of(edition, AFTER_REVEAL)
    assert account is not None
    assert account.result is not None
    assert (account.result.commitment != "", account.turnout, account.n_visits, account.n_cards) == (True, None, 0, 0)
