from fractions import Fraction

import pytest

from gemeentedelers.domain.editions.queries import round_of
from gemeentedelers.domain.editions.rules import RoundKind
from gemeentedelers.domain.editions.tests.factories import AFTER_READING, DURING_READING, make_edition
from gemeentedelers.domain.entries.tests.factories import eligible_entry
from gemeentedelers.domain.panels.actions import assign_entries, declare_conflict
from gemeentedelers.domain.panels.models import Assignment
from gemeentedelers.domain.panels.queries import broken_assignments, broken_conflicts
from gemeentedelers.domain.people.tests.factories import UserFactory
from gemeentedelers.domain.scoring.actions import (
    choose_shortlist,
    close_reading,
    publish_shortlist,
    write_scorecard,
)
from gemeentedelers.domain.scoring.jobs import send_advice_notices
from gemeentedelers.domain.scoring.models import Scorecard
from gemeentedelers.domain.scoring.queries import (
    advice_for,
    announced_shortlist,
    broken_final_scorecards,
    ranking_of,
    shortlist_of,
)
from gemeentedelers.domain.scoring.rules import ScorecardStatus, ScoringObstacle, Wildcard
from gemeentedelers.domain.scoring.tests.factories import announced, reading_round, score_all
from gemeentedelers.foundation.journal.models import Fact
from gemeentedelers.foundation.journal.queries import facts_about
from gemeentedelers.foundation.mail.models import Message
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
    assert [row.mean for row in ranking_of(edition)] == [None]


def test_a_final_card_counts_with_the_weights_of_the_criteria() -> None:
    edition = make_edition()
    entry = eligible_entry(edition)
    reader, _ = reading_round(edition)
    assignment = Assignment.objects.get(reader__user=reader)

    write_scorecard(assignment, GOOD, tip="Mooi.", is_final=True, by=reader, now=DURING_READING)

    assert [(row.reference, row.mean) for row in ranking_of(edition)] == [(entry.reference, Fraction(4))]
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
    write_scorecard(assignment, GOOD, tip="Mooi.", is_final=True, by=reader, now=DURING_READING)

    lower = {"succesvol": 1, "herbruikbaar": 1}
    write_scorecard(assignment, lower, tip="Anders.", is_final=True, by=reader, now=DURING_READING)

    assert [row.mean for row in ranking_of(edition)] == [Fraction(1)]
    assert not broken_final_scorecards().exists()


def test_an_incomplete_final_card_is_refused_and_nothing_is_stored() -> None:
    edition = make_edition()
    eligible_entry(edition)
    reader, _ = reading_round(edition)

    with pytest.raises(RefusedError) as caught:
        write_scorecard(
            Assignment.objects.get(reader__user=reader),
            {"succesvol": 5},
            tip="Mooi.",
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

    assert [row.n_reads for row in ranking_of(edition)] == [1]
    assert report.n_added == 1
    assert not Assignment.objects.filter(entry=entry, reader__user=reader, ended_at=None).exists()
    assert not broken_conflicts().exists()
    assert not broken_assignments().exists()
    with pytest.raises(RefusedError) as caught:
        write_scorecard(busy, GOOD, tip="Toch.", is_final=True, by=reader, now=DURING_READING)
    assert caught.value.refusal.code == ScoringObstacle.ASSIGNMENT_ENDED


def test_the_highest_go_on_and_a_wildcard_may_join_them() -> None:
    edition = make_edition()
    entries = [eligible_entry(edition, title=f"Casus {number}") for number in range(4)]
    readers = reading_round(edition)
    for reader in readers:
        for assignment in Assignment.objects.filter(reader__user=reader):
            score = 5 - entries.index(assignment.entry)
            values = {"succesvol": score, "herbruikbaar": score}
            write_scorecard(assignment, values, tip="Ja.", is_final=True, by=reader, now=DURING_READING)

    wildcards = [Wildcard(entries[3].reference, "Lef uit een klein dorp.")]
    choose_shortlist(edition, wildcards=wildcards, by="oscar", now=AFTER_READING)

    assert [(place.entry, place.kind) for place in shortlist_of(edition)] == [
        (entries[0], "ranked"),
        (entries[1], "ranked"),
        (entries[3], "wildcard"),
    ]


def test_no_shortlist_while_people_read() -> None:
    edition = make_edition()
    eligible_entry(edition)
    reading_round(edition)
    score_all(edition)

    with pytest.raises(RefusedError) as caught:
        choose_shortlist(edition, wildcards=[], by="oscar", now=DURING_READING)

    assert caught.value.refusal.code == ScoringObstacle.ROUND_STILL_OPEN


def test_closing_a_round_early_lets_the_shortlist_be_made() -> None:
    edition = make_edition()
    eligible_entry(edition)
    reading_round(edition)
    score_all(edition)
    round_ = round_of(edition, RoundKind.READING)
    assert round_ is not None

    close_reading(round_, by="oscar", now=DURING_READING)
    close_reading(round_, by="oscar", now=DURING_READING)
    places = choose_shortlist(edition, wildcards=[], by="oscar", now=DURING_READING)

    assert len(places) == 1
    assert Fact.objects.filter(name="round.closed").count() == 1


def test_the_public_and_the_teams_see_nothing_before_the_announcement() -> None:
    edition = make_edition()
    entry = eligible_entry(edition)
    reading_round(edition)
    score_all(edition)
    choose_shortlist(edition, wildcards=[], by="oscar", now=AFTER_READING)

    assert (list(announced_shortlist(edition, AFTER_READING)), advice_for(entry, AFTER_READING)) == ([], [])

    publish_shortlist(edition, by="oscar", now=AFTER_READING)
    edition.refresh_from_db()
    entry.edition = edition

    assert [place.entry for place in announced_shortlist(edition, AFTER_READING)] == [entry]
    assert advice_for(entry, AFTER_READING) == ["Laat meer cijfers zien."] * 2


def test_an_empty_shortlist_is_not_announced() -> None:
    with pytest.raises(RefusedError) as caught:
        publish_shortlist(make_edition(), by="oscar", now=AFTER_READING)

    assert caught.value.refusal.code == ScoringObstacle.SHORTLIST_MISSING


def test_every_team_hears_once_where_its_advice_is() -> None:
    edition = make_edition()
    eligible_entry(edition, by=(owner := UserFactory(municipality=eligible_entry(edition).municipality)))
    announced(edition)
    fact = Fact.objects.get(name="shortlist.announced")

    send_advice_notices(fact)
    send_advice_notices(fact)

    assert Message.objects.filter(to=owner.email).count() == 1
    assert Message.objects.count() == 2
