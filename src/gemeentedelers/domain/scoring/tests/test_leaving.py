from datetime import timedelta

import pytest

from gemeentedelers.domain.editions.tests.factories import DURING_READING, make_edition
from gemeentedelers.domain.entries.tests.factories import eligible_entry
from gemeentedelers.domain.panels.actions import leave_round, return_to_round
from gemeentedelers.domain.panels.models import Assignment, Reader
from gemeentedelers.domain.plans.actions import assign_entries
from gemeentedelers.domain.scoring.actions import write_scorecard
from gemeentedelers.domain.scoring.queries import counting_scorecards, progress_of
from gemeentedelers.domain.scoring.tests.factories import reading_round, score_all
from gemeentedelers.domain.volunteers.tests.factories import round_in

pytestmark = pytest.mark.django_db

LATER = DURING_READING + timedelta(hours=1)


def test_what_a_reader_finished_stays_and_counts() -> None:
    edition = make_edition()
    finished = eligible_entry(edition)
    user = reading_round(edition, n_readers=1)[0]
    score_all(edition)
    for _ in range(2):
        eligible_entry(edition)
    assign_entries(round_in(edition), by="test", now=DURING_READING)
    reader = Reader.objects.get(user=user)

    n_ended = leave_round(reader, reason="", by=user, now=LATER)

    on_desk = Assignment.objects.filter(reader=reader, ended_at=None).values_list("entry", flat=True)
    assert (n_ended, list(on_desk), counting_scorecards(edition).count()) == (2, [finished.pk], 1)
    assert progress_of(round_in(edition)).n_assigned == 1
    assert return_to_round(reader, by=user, now=LATER) == 2
    assert progress_of(round_in(edition)).n_assigned == 3


def test_a_draft_is_not_finished() -> None:
    edition = make_edition()
    eligible_entry(edition)
    user = reading_round(edition, n_readers=1)[0]
    write_scorecard(Assignment.objects.get(), {}, tip="", is_final=False, by=user, now=DURING_READING)

    assert leave_round(Reader.objects.get(user=user), reason="", by=user, now=LATER) == 1
