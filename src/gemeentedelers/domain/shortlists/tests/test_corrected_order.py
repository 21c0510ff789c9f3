from datetime import timedelta

import pytest

from gemeentedelers.domain.editions.models import Edition
from gemeentedelers.domain.editions.queries import round_of
from gemeentedelers.domain.editions.rules import RoundKind
from gemeentedelers.domain.editions.tests.factories import AFTER_READING
from gemeentedelers.domain.entries.models import Entry
from gemeentedelers.domain.rankings.actions import compute_standing
from gemeentedelers.domain.rankings.models import Standing, StandingRow
from gemeentedelers.domain.rankings.rules.standing import Band, StandingObstacle
from gemeentedelers.domain.scoring.models import Score
from gemeentedelers.domain.shortlists.actions import confirm_proposal, propose, rule_in_panel
from gemeentedelers.domain.shortlists.models import Proposal
from gemeentedelers.domain.shortlists.queries import close_to_the_cut, decided_in, story_of
from gemeentedelers.domain.shortlists.rules import PanelDecision, ShortlistObstacle
from gemeentedelers.domain.shortlists.tests.factories import (
    PROPOSED_AT,
    SIGNED_AT,
    an_organiser,
    corrected_standing,
    read_edition,
)
from gemeentedelers.foundation.refusals import Refusal, RefusedError

pytestmark = pytest.mark.django_db


def corrected_edition() -> tuple[Edition, list[Entry]]:
    """By the means the first goes on with the second or third; corrected, the fourth does with the second."""
    edition, entries = read_edition(5, 4, 4, 3)
    first, second, third, fourth = entries
    scores = [
        (second, 4.5, Band.IN),
        (fourth, 4.1, Band.CLOSE),
        (first, 4.0, Band.CLOSE),
        (third, 1.2, Band.OUT),
    ]
    corrected_standing(edition, scores)
    return edition, entries


def proposed_in(edition: Edition, *, places_reason: str = "") -> Proposal:
    return propose(edition, places_reason=places_reason, by=an_organiser(edition), now=PROPOSED_AT)


def change_a_score(entry: Entry) -> None:
    Score.objects.filter(scorecard__assignment__entry=entry).update(value=1)


def test_corrected_scores_give_the_order() -> None:
    edition, (first, second, third, fourth) = corrected_edition()

    proposal = proposed_in(edition)

    decided = decided_in(proposal)
    assert [
        (row.reference, row.outcome.value, row.position, float(row.mean or 0), row.corrected) for row in decided
    ] == [
        (second.reference, "advance", 1, 4, 4.5),
        (fourth.reference, "advance", 2, 3, 4.1),
        (first.reference, "stop", 3, 5, 4.0),
        (third.reference, "stop", 4, 4, 1.2),
    ]
    assert (proposal.bands, proposal.refusal) == ({"in": 1, "close": 2, "out": 1}, None)


def test_a_panel_is_for_the_band_around_the_cut() -> None:
    edition, (first, _, third, fourth) = corrected_edition()
    round_ = round_of(edition, RoundKind.READING)
    assert round_ is not None
    oscar = an_organiser(edition)

    def ruled(entry: Entry) -> None:
        rule_in_panel(entry, PanelDecision.STOP, reason="Te dun.", present=[oscar], by=oscar, now=PROPOSED_AT)

    assert [row.reference for row in close_to_the_cut(round_)] == [fourth.reference, first.reference]
    ruled(fourth)
    with pytest.raises(RefusedError) as caught:
        ruled(third)
    assert caught.value.refusal.code == ShortlistObstacle.NOT_TOO_CLOSE


@pytest.mark.parametrize("why", [StandingObstacle.NOT_COMPUTED, StandingObstacle.OVERTAKEN, StandingObstacle.ALL_EQUAL])
def test_without_a_correction_of_now_means_give_the_order_and_the_proposal_says_why(why: StandingObstacle) -> None:
    edition, entries = corrected_edition()
    round_ = round_of(edition, RoundKind.READING)
    assert round_ is not None
    if why is StandingObstacle.NOT_COMPUTED:
        Standing.objects.all().delete()
    else:
        change_a_score(entries[2])
    if why is StandingObstacle.ALL_EQUAL:
        Score.objects.update(value=2)
        compute_standing(round_, now=PROPOSED_AT)

    proposal = proposed_in(edition, places_reason="Zo staat het.")

    assert (proposal.refusal, proposal.bands) == (Refusal(why), {})
    assert {row.corrected for row in decided_in(proposal)} == {None}
    assert decided_in(proposal)[0].reference == entries[0].reference


def test_who_is_equal_after_correction_shares_the_last_place() -> None:
    edition, (first, second, third, fourth) = corrected_edition()
    scores = [
        (second, 4.5, Band.IN),
        (fourth, 4.1, Band.CLOSE),
        (first, 4.1 + 1e-12, Band.CLOSE),
        (third, 1.2, Band.OUT),
    ]
    corrected_standing(edition, scores)

    with pytest.raises(RefusedError) as caught:
        proposed_in(edition)

    assert caught.value.refusal == Refusal(ShortlistObstacle.PLACES_NEED_A_REASON, n_placed=3, places=2)


@pytest.mark.parametrize("change", ["computed", "recomputed", "overtaken"])
def test_another_standing_makes_a_proposal_stale(change: str) -> None:
    edition, entries = corrected_edition()
    if change == "computed":
        Standing.objects.all().delete()
    proposal = proposed_in(edition, places_reason="Zo staat het.")
    if change == "computed":
        corrected_standing(edition, [(entry, 5 - place, Band.CLOSE) for place, entry in enumerate(entries)])
    elif change == "recomputed":
        StandingRow.objects.filter(entry=entries[0]).update(corrected=4.05)
    else:
        change_a_score(entries[2])

    with pytest.raises(RefusedError) as caught:
        confirm_proposal(proposal, by=an_organiser(edition), now=SIGNED_AT)

    assert caught.value.refusal.code == ShortlistObstacle.RANKING_CHANGED


def test_the_same_standing_computed_again_changes_nothing() -> None:
    edition, _ = corrected_edition()
    proposal = proposed_in(edition)
    Standing.objects.update(computed_at=SIGNED_AT)

    confirm_proposal(proposal, by=an_organiser(edition), now=SIGNED_AT)

    assert edition.shortlist.count() == 2


def test_the_story_keeps_how_sure_the_cut_was_when_it_was_signed() -> None:
    edition, entries = corrected_edition()
    confirm_proposal(proposed_in(edition), by=an_organiser(edition), now=SIGNED_AT)
    change_a_score(entries[2])
    edition.refresh_from_db()

    story = story_of(edition, AFTER_READING)

    assert story is not None
    assert story.bands == {"in": 1, "close": 2, "out": 1}
    assert story_of(edition, AFTER_READING - timedelta(microseconds=1)) is None
