"""How scores become a mean, means a ranking, and a ranking a shortlist.

Regulations: every criterion is scored from 1 to 5 with the anchors of the edition; criteria may weigh
differently; an entry's score is the mean of its final scorecards; equal means share a place; the shortlist takes
the highest, and the organisers may add a wildcard with a reason.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from fractions import Fraction

from gemeentedelers.domain.editions.rules import HIGHEST_SCORE, LOWEST_SCORE, Window
from gemeentedelers.foundation.refusals import Refusal

TIP_LENGTH = 600


class ScorecardStatus(StrEnum):
    DRAFT = "draft"
    FINAL = "final"


class PlaceKind(StrEnum):
    RANKED = "ranked"
    WILDCARD = "wildcard"


class ScoringObstacle(StrEnum):
    ROUND_NOT_OPEN = "round_not_open"
    ROUND_CLOSED = "round_closed"
    ASSIGNMENT_ENDED = "assignment_ended"
    SCORES_MISSING = "scores_missing"
    SCORE_OUT_OF_RANGE = "score_out_of_range"
    TIP_MISSING = "tip_missing"
    ROUND_STILL_OPEN = "round_still_open"
    ALREADY_ANNOUNCED = "already_announced"
    NO_SCORES = "no_scores"
    TOO_MANY_WILDCARDS = "too_many_wildcards"
    WILDCARD_WITHOUT_REASON = "wildcard_without_reason"
    WILDCARD_HAS_A_PLACE = "wildcard_has_a_place"
    SHORTLIST_MISSING = "shortlist_missing"


@dataclass(frozen=True)
class Tally:
    """The final scorecards of one entry: each card's weighted mean."""

    reference: str
    means: tuple[Fraction, ...]


@dataclass(frozen=True)
class Ranked:
    """An entry in the ranking. Without any final scorecard it has no mean and stands last."""

    position: int
    reference: str
    mean: Fraction | None
    low: Fraction | None
    high: Fraction | None
    n_reads: int


@dataclass(frozen=True)
class Wildcard:
    reference: str
    reason: str


def why_not_score(*, window: Window, is_closed: bool, has_ended: bool, now: datetime) -> Refusal | None:
    if has_ended:
        return Refusal(ScoringObstacle.ASSIGNMENT_ENDED)
    if now < window.opens:
        return Refusal(ScoringObstacle.ROUND_NOT_OPEN, opens=window.opens)
    if is_closed or now >= window.closes:
        return Refusal(ScoringObstacle.ROUND_CLOSED, closes=window.closes)
    return None


def why_not_finalise(values: Mapping[str, int], *, criteria: Collection[str], tip: str) -> Refusal | None:
    """A final card values every criterion and gives the team one tip."""
    missing = [key for key in criteria if key not in values]
    if missing:
        return Refusal(ScoringObstacle.SCORES_MISSING, n_missing=len(missing))
    if refusal := why_not_value(values):
        return refusal
    return None if tip.strip() else Refusal(ScoringObstacle.TIP_MISSING)


def why_not_value(values: Mapping[str, int]) -> Refusal | None:
    in_range = all(LOWEST_SCORE <= value <= HIGHEST_SCORE for value in values.values())
    return None if in_range else Refusal(ScoringObstacle.SCORE_OUT_OF_RANGE)


def weighted_mean(values: Mapping[str, int], weights: Mapping[str, int]) -> Fraction:
    """Exact, so that two equal sets of scores never differ by a rounding."""
    total = sum(weights[key] for key in values)
    return Fraction(sum(value * weights[key] for key, value in values.items()), total)


def ranking(tallies: Sequence[Tally]) -> list[Ranked]:
    """Highest mean first; equal means share a position and the next one is skipped; unread entries come last."""
    rows = sorted(tallies, key=lambda tally: (tally.means == (), -(_mean(tally.means) or 0), tally.reference))
    ranked: list[Ranked] = []
    for index, tally in enumerate(rows):
        mean = _mean(tally.means)
        shares = bool(ranked) and ranked[-1].mean == mean
        position = ranked[-1].position if shares else index + 1
        low, high = (min(tally.means), max(tally.means)) if tally.means else (None, None)
        ranked.append(Ranked(position, tally.reference, mean, low, high, len(tally.means)))
    return ranked


def _mean(means: Sequence[Fraction]) -> Fraction | None:
    return sum(means, Fraction(0)) / len(means) if means else None


def above_the_cut(ranked: Sequence[Ranked], places: int) -> list[Ranked]:
    """The entries that get a place. Who shares the last place gets one too: no lot decides."""
    scored = [row for row in ranked if row.mean is not None]
    if len(scored) <= places:
        return scored
    last = scored[places - 1].position if places else 0
    return [row for row in scored if row.position <= last]


def why_not_choose(
    *,
    is_open: bool,
    is_announced: bool,
    chosen: Sequence[Ranked],
    wildcards: Sequence[Wildcard],
    n_wildcards: int,
) -> Refusal | None:
    """A shortlist is made after the reading, before it is announced, with at most the agreed wildcards."""
    if is_announced:
        return Refusal(ScoringObstacle.ALREADY_ANNOUNCED)
    if is_open:
        return Refusal(ScoringObstacle.ROUND_STILL_OPEN)
    if not chosen:
        return Refusal(ScoringObstacle.NO_SCORES)
    if len(wildcards) > n_wildcards:
        return Refusal(ScoringObstacle.TOO_MANY_WILDCARDS, n_wildcards=n_wildcards)
    if any(not wildcard.reason.strip() for wildcard in wildcards):
        return Refusal(ScoringObstacle.WILDCARD_WITHOUT_REASON)
    placed = {row.reference for row in chosen}
    double = next((wildcard.reference for wildcard in wildcards if wildcard.reference in placed), None)
    return Refusal(ScoringObstacle.WILDCARD_HAS_A_PLACE, reference=double) if double else None


def advice_is_released(*, shortlist_announced_at: datetime | None, now: datetime) -> bool:
    """Teams read the tips of their readers once the shortlist is public, whether they are on it or not."""
    return shortlist_announced_at is not None and shortlist_announced_at <= now
