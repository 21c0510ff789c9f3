from datetime import date
from fractions import Fraction

import pytest

from gemeentedelers.domain.conflicts.actions import note_conflict
from gemeentedelers.domain.conflicts.tests.factories import worked_at
from gemeentedelers.domain.editions.queries import round_of
from gemeentedelers.domain.editions.rules import RoundKind
from gemeentedelers.domain.editions.tests.factories import DURING_READING, make_edition
from gemeentedelers.domain.entries.tests.factories import eligible_entry
from gemeentedelers.domain.panels.actions import add_reader, declare_conflict, declare_interests
from gemeentedelers.domain.panels.models import Assignment, Reader
from gemeentedelers.domain.panels.queries import assignments_of, broken_assignments, broken_bars, broken_conflicts
from gemeentedelers.domain.people.tests.factories import UserFactory
from gemeentedelers.domain.plans.actions import assign_entries
from gemeentedelers.domain.scoring.actions import write_scorecard
from gemeentedelers.domain.scoring.models import Scorecard
from gemeentedelers.domain.scoring.queries import (
    broken_final_scorecards,
    broken_quarantines,
    quarantined_scorecards,
    tallies_of,
)
from gemeentedelers.domain.scoring.rules import ScorecardStatus, ScoringObstacle, Tally
from gemeentedelers.domain.scoring.tests.factories import reading_round, score_all
from gemeentedelers.foundation.journal.queries import facts_about
from gemeentedelers.foundation.refusals import RefusedError

pytestmark = pytest.mark.django_db
GOOD = {"succesvol": 5, "herbruikbaar": 2}


def test_a_draft_card_may_be_unfinished_and_does_not_count() -> None:
    edition = make_edition()
    eligible_entry(edition)
    reader, _ = reading_round(edition)
    assignment = Assignment.objects.get(reader__user=reader)

    write_scorecard(assignment, {"succesvol": 3}, tip="", is_final=False, by=reader, now=DURING_READING)

    assert Scorecard.objects.get().status == ScorecardStatus.DRAFT
    assert [tally.means for tally in tallies_of(edition)] == [()]


def test_a_final_card_counts_with_the_weights_of_the_criteria() -> None:
    edition = make_edition()
    entry = eligible_entry(edition)
    reader, _ = reading_round(edition)
    assignment = Assignment.objects.get(reader__user=reader)

    write_scorecard(assignment, GOOD, tip="Mooi verteld.", is_final=True, by=reader, now=DURING_READING)

    assert tallies_of(edition) == [Tally(entry.reference, (Fraction(4),))]
    fact = facts_about(entry.reference).latest("number")
    assert (fact.name, fact.actor, fact.values) == (
        "scorecard.finalised",
        reader.code,
        {"assignment": assignment.code},
    )


def test_saving_again_replaces_the_scores() -> None:
    edition = make_edition()
    eligible_entry(edition)
    reader, _ = reading_round(edition)
    assignment = Assignment.objects.get(reader__user=reader)
    write_scorecard(assignment, GOOD, tip="Mooi verteld.", is_final=True, by=reader, now=DURING_READING)

    lower = {"succesvol": 1, "herbruikbaar": 1}
    write_scorecard(assignment, lower, tip="Toch anders.", is_final=True, by=reader, now=DURING_READING)

    assert [tally.means for tally in tallies_of(edition)] == [(Fraction(1),)]
    assert not broken_final_scorecards().exists()


def test_an_incomplete_final_card_is_refused_and_nothing_is_stored() -> None:
    edition = make_edition()
    eligible_entry(edition)
    reader, _ = reading_round(edition)

    with pytest.raises(RefusedError) as caught:
        write_scorecard(
            Assignment.objects.get(reader__user=reader),
            {"succesvol": 5},
            tip="Mooi verteld.",
            is_final=True,
            by=reader,
            now=DURING_READING,
        )

    assert caught.value.refusal.code == ScoringObstacle.SCORES_MISSING
    assert Scorecard.objects.count() == 0


def test_a_declared_conflict_takes_the_entry_and_its_score_away_and_brings_another_reader() -> None:
    edition = make_edition()
    entry = eligible_entry(edition)
    reading_round(edition, n_readers=3)
    score_all(edition)
    busy = Assignment.objects.filter(entry=entry).first()
    assert busy is not None
    reader = busy.reader.user

    declare_conflict(entry, reason="Ik werkte mee.", by=reader, now=DURING_READING)
    round_ = round_of(edition, RoundKind.READING)
    assert round_ is not None
    report = assign_entries(round_, by="test", now=DURING_READING)

    assert [len(tally.means) for tally in tallies_of(edition)] == [1]
    assert report.n_added == 1
    assert not Assignment.objects.filter(entry=entry, reader__user=reader, ended_at=None).exists()
    assert not broken_conflicts().exists()
    assert not broken_assignments().exists()
    with pytest.raises(RefusedError) as caught:
        write_scorecard(busy, GOOD, tip="Toch een tip.", is_final=True, by=reader, now=DURING_READING)
    assert caught.value.refusal.code == ScoringObstacle.ASSIGNMENT_ENDED


def test_whoever_ticks_an_interest_loses_the_entry_at_once() -> None:
    edition = make_edition()
    entry, other = eligible_entry(edition), eligible_entry(edition)
    alice, _ = reading_round(edition)
    score_all(edition)

    seat = Reader.objects.get(user=alice)
    declare_interests(seat, {entry: "Mijn zus."}, by=alice, now=DURING_READING)

    assert [row.entry for row in assignments_of(alice)] == [other]
    assert {tally.reference: len(tally.means) for tally in tallies_of(edition)} == {
        entry.reference: 1,
        other.reference: 2,
    }
    [card] = quarantined_scorecards(edition)
    assert (card.assignment.entry, card.assignment.reader.user) == (entry, alice)
    assert card.conflict_reason == "Mijn zus."  # type: ignore[attr-defined]  # annotated by the query
    assert not broken_quarantines().exists()


def test_a_conflict_that_is_only_noted_hides_and_quarantines_just_the_same() -> None:
    edition = make_edition()
    entry = eligible_entry(edition)
    alice, _ = reading_round(edition)
    score_all(edition)

    note_conflict(entry, reason="Mijn zus.", by=alice, now=DURING_READING)

    assert not assignments_of(alice).exists()
    assert [len(tally.means) for tally in tallies_of(edition)] == [1]
    assert quarantined_scorecards(edition).count() == 1
    assert [row.assignment.reader.user for row in broken_quarantines()] == [alice]


def test_no_entry_goes_to_a_reader_whom_a_fact_bars_and_later_facts_are_noticed() -> None:
    edition = make_edition()
    entry = eligible_entry(edition)
    round_ = round_of(edition, RoundKind.READING)
    assert round_ is not None
    involved, free = UserFactory(email="a@een.example"), UserFactory(email="b@twee.example")
    worked_at(involved, entry.municipality, until=date(2026, 10, 1))
    for user in (involved, free):
        add_reader(round_, user, capacity=5, by="test", now=DURING_READING)
    assign_entries(round_, by="test", now=DURING_READING)

    assert [row.reader.user for row in Assignment.objects.all()] == [free]
    assert broken_bars() == []

    worked_at(free, entry.municipality, until=date(2026, 10, 1))

    assert [row.reader.user for row in broken_bars()] == [free]
