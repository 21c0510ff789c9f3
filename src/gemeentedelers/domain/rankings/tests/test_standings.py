from datetime import timedelta

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from gemeentedelers.domain.editions.models import Round
from gemeentedelers.domain.editions.tests.factories import AFTER_READING, DURING_READING, make_edition
from gemeentedelers.domain.entries.models import Entry
from gemeentedelers.domain.entries.tests.factories import eligible_entry
from gemeentedelers.domain.panels.actions import declare_conflict
from gemeentedelers.domain.panels.models import Assignment
from gemeentedelers.domain.rankings.actions import compute_standing
from gemeentedelers.domain.rankings.jobs import STANDING, compute, renew_standing
from gemeentedelers.domain.rankings.models import Standing
from gemeentedelers.domain.rankings.queries import rows_of, severities_of, standing_of
from gemeentedelers.domain.rankings.rules.standing import StandingObstacle
from gemeentedelers.domain.scoring.actions import write_scorecard
from gemeentedelers.domain.scoring.models import GoldenCase, WarmUp
from gemeentedelers.domain.scoring.queries import marks_in, n_finalised_since, warm_up_marks
from gemeentedelers.domain.scoring.tests.factories import reading_round
from gemeentedelers.foundation.journal.models import Fact

pytestmark = pytest.mark.django_db

GIVEN = ((5, 5, 4), (4, 5, 3), (4, 4, 3), (2, 3, 1))
LATER = DURING_READING + timedelta(hours=1)


@pytest.fixture
def round_() -> Round:
    """Four entries, and three readers of whom the last is strict; nothing is computed yet."""
    edition = make_edition()
    entries = [eligible_entry(edition, title=f"Casus {number}") for number in range(1, 5)]
    edition.rounds.filter(kind="reading").update(reads_per_entry=3)
    readers = reading_round(edition, n_readers=3)
    for assignment in Assignment.objects.select_related("reader__user", "entry"):
        value = GIVEN[entries.index(assignment.entry)][readers.index(assignment.reader.user)]
        score(assignment, value)
    return Round.objects.select_related("edition").get(edition=edition, kind="reading")


def score(assignment: Assignment, value: int, *, is_final: bool = True) -> None:
    values = {"succesvol": value, "herbruikbaar": value}
    by = assignment.reader.user
    write_scorecard(assignment, values, tip="Ga zo door.", is_final=is_final, by=by, now=DURING_READING)


def test_a_standing_is_kept_with_a_row_for_every_entry(round_: Round) -> None:
    standing = compute_standing(round_, now=LATER)

    assert standing_of(round_) == standing
    assert (standing.n_scores, standing.is_corrected, standing.refusal, standing.places) == (12, True, None, 2)
    rows = [(row.place, row.entry.title, row.n_reads) for row in rows_of(standing)]
    assert rows == [(1, "Casus 1", 3), (2, "Casus 2", 3), (3, "Casus 3", 3), (4, "Casus 4", 3)]
    first = rows_of(standing).get(place=1)
    assert set(first.criteria) == {"succesvol", "herbruikbaar"}
    assert first.themes == "natuur-en-groen Natuur en groen"
    assert len(first.without) == 3
    assert [row.severity < 0 for row in severities_of(standing)] == [True, False, False]
    fact = Fact.objects.get(name="standing.computed")
    assert (fact.subject, fact.actor, fact.at) == ("2027", "", LATER)
    assert fact.values == {"round": "reading", "n_scores": 12, "is_corrected": True}


def test_the_same_scores_move_the_moment_on_and_leave_no_fact(round_: Round) -> None:
    first = compute_standing(round_, now=LATER)
    again = compute_standing(round_, now=AFTER_READING)

    assert (again.pk, again.computed_at) == (first.pk, AFTER_READING)
    assert Fact.objects.filter(name="standing.computed").count() == 1


def test_another_score_replaces_the_standing(round_: Round) -> None:
    first = compute_standing(round_, now=LATER)
    score(Assignment.objects.select_related("reader__user").earliest("pk"), 1)

    second = compute_standing(round_, now=AFTER_READING)

    assert first.pk != second.pk
    assert Standing.objects.get() == second


def test_a_quarantined_card_and_a_withdrawn_entry_do_not_count(round_: Round) -> None:
    assignment = Assignment.objects.select_related("reader__user", "entry").earliest("pk")
    declare_conflict(assignment.entry, reason="Mijn zus werkt daar.", by=assignment.reader.user, now=DURING_READING)
    Entry.objects.filter(title="Casus 4").update(eligibility="undecided")

    standing = compute_standing(round_, now=LATER)

    assert {row.entry.title: row.n_reads for row in rows_of(standing)} == {"Casus 1": 2, "Casus 2": 3, "Casus 3": 3}


def test_without_scores_the_standing_says_so() -> None:
    edition = make_edition()
    eligible_entry(edition)

    standing = compute_standing(edition.rounds.select_related("edition").get(kind="reading"), now=LATER)

    assert standing.refusal is not None
    assert (standing.is_corrected, standing.refusal.code) == (False, StandingObstacle.NO_FINAL_SCORES)
    assert [row.raw_mean for row in rows_of(standing)] == [None]


def test_drafts_are_no_marks(round_: Round) -> None:
    before = DURING_READING - timedelta(minutes=1)
    assert (len(list(marks_in(round_))), n_finalised_since(round_, before)) == (24, 12)
    assert n_finalised_since(round_, DURING_READING) == 0

    score(Assignment.objects.select_related("reader__user").earliest("pk"), 3, is_final=False)

    assert (len(list(marks_in(round_))), n_finalised_since(round_, before)) == (22, 11)


def test_a_warm_up_is_a_mark_of_the_golden_case(round_: Round) -> None:
    reader = round_.readers.earliest("pk")
    version = Entry.objects.earliest("pk").versions.get()
    golden = GoldenCase.objects.create(
        edition=round_.edition, version=version, values={"succesvol": 4}, explanation="x"
    )
    WarmUp.objects.create(reader=reader, golden=golden, values={"succesvol": 3}, done_at=DURING_READING)

    assert [tuple(mark)[1:] for mark in warm_up_marks(round_)] == [(golden.code, reader.pk, "succesvol", 3)]


def test_many_scores_wait_for_one_computation(round_: Round) -> None:
    facts = list(Fact.objects.filter(name="scorecard.finalised"))
    assert len(facts) == 12

    for fact in (*facts, *facts):
        renew_standing(fact)

    job = ProcrastinateJob.objects.get(task_name=STANDING)
    assert job.args == {"round_": round_.pk}
    compute.func(**job.args)
    assert standing_of(round_) is not None


def test_a_fact_about_something_else_computes_nothing(round_: Round) -> None:
    fact = Fact.objects.filter(name="plan.applied").earliest("number")

    renew_standing(fact)

    assert not ProcrastinateJob.objects.filter(task_name=STANDING).exists()


def test_a_round_that_is_gone_computes_nothing() -> None:
    compute.func(round_=0)

    assert not Standing.objects.exists()
