"""How a reader values an entry, and how the values of the criteria become one score.

Regulations: every criterion is scored from 1 to 5 with the anchors of the edition; criteria may weigh differently. The
team gets one tip. A screening asks one question instead: does this entry go on, and why. A round of pairs asks which
of two is better. Whoever reads accepts the rules, declares interests and scores the golden cases of the edition first.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from fractions import Fraction
from typing import NamedTuple

from gemeentedelers.domain.editions.rules import HIGHEST_SCORE, LOWEST_SCORE, RoundKind, Window
from gemeentedelers.foundation.refusals import Refusal

TIP_LENGTH = 600
TIP_SHORTEST = 10
NOTE_LENGTH = 4_000
WARMED_UP = (RoundKind.READING, RoundKind.ASSESSMENT)
# From this difference of the weighted means on, a reader looks at a case in another way than the panel did.
NOTABLE = Fraction(1, 2)


class ScorecardStatus(StrEnum):
    DRAFT = "draft"
    FINAL = "final"


class CardState(StrEnum):
    """How far a reader is with an entry."""

    UNTOUCHED = "untouched"
    DRAFT = "draft"
    SET_ASIDE = "set_aside"
    FINAL = "final"


class ScoringObstacle(StrEnum):
    ROUND_NOT_OPEN = "round_not_open"
    ROUND_CLOSED = "round_closed"
    ASSIGNMENT_ENDED = "assignment_ended"
    SCORES_MISSING = "scores_missing"
    SCORE_OUT_OF_RANGE = "score_out_of_range"
    TIP_MISSING = "tip_missing"
    TIP_TOO_SHORT = "tip_too_short"
    TEXT_TOO_LONG = "text_too_long"
    DECISION_MISSING = "decision_missing"
    REASON_MISSING = "reason_missing"
    CARD_CHANGED = "card_changed"
    NOT_BEGUN = "not_begun"
    RULES_NOT_ACCEPTED = "rules_not_accepted"
    INTERESTS_NOT_DECLARED = "interests_not_declared"
    WARM_UP_LEFT = "warm_up_left"
    WARM_UP_DONE = "warm_up_done"
    FINALISED = "finalised"
    CARDS_LEFT = "cards_left"
    NOTHING_READ = "nothing_read"
    NOT_ONE_OF_TWO = "not_one_of_two"
    CONFLICT_DECLARED = "conflict_declared"
    SAME_ENTRY = "same_entry"
    OTHER_ROUND = "other_round"
    NOT_REVEALED = "not_revealed"
    EXPLANATION_MISSING = "explanation_missing"


class Leaning(StrEnum):
    """How somebody scored a golden case, next to the panel."""

    STRICTER = "stricter"
    ALIKE = "alike"
    MILDER = "milder"


@dataclass(frozen=True)
class Filled:
    """What stands on a scorecard: scores and a tip, or in a screening whether it passes and why.

    The note is for the reader alone.
    """

    values: Mapping[str, int]
    tip: str = ""
    note: str = ""
    is_sure: bool | None = None
    passes: bool | None = None
    reason: str = ""


class Mark(NamedTuple):
    """One value on one card: which card, of which entry, by which reader, for which criterion."""

    card: int
    entry: str
    reader: int
    criterion: str
    value: int


@dataclass(frozen=True)
class Tally:
    """The final scorecards of one entry: each card's weighted mean."""

    reference: str
    means: tuple[Fraction, ...]


def card_state(status: ScorecardStatus | None, *, is_set_aside: bool) -> CardState:
    if status is ScorecardStatus.FINAL:
        return CardState.FINAL
    if is_set_aside:
        return CardState.SET_ASIDE
    return CardState.UNTOUCHED if status is None else CardState.DRAFT


def why_not_begin(*, has_accepted_rules: bool, has_declared_interests: bool, n_golden_left: int = 0) -> Refusal | None:
    """What somebody does before the first entry: rules, interests, and the golden cases when there are any."""
    if not has_accepted_rules:
        return Refusal(ScoringObstacle.RULES_NOT_ACCEPTED)
    if not has_declared_interests:
        return Refusal(ScoringObstacle.INTERESTS_NOT_DECLARED)
    return Refusal(ScoringObstacle.WARM_UP_LEFT, n_left=n_golden_left) if n_golden_left else None


def why_not_score(
    *, window: Window, is_closed: bool, has_ended: bool, now: datetime, is_settled: bool = False
) -> Refusal | None:
    if has_ended:
        return Refusal(ScoringObstacle.ASSIGNMENT_ENDED)
    if now < window.opens:
        return Refusal(ScoringObstacle.ROUND_NOT_OPEN, opens=window.opens)
    if is_closed or now >= window.closes:
        return Refusal(ScoringObstacle.ROUND_CLOSED, closes=window.closes)
    return Refusal(ScoringObstacle.FINALISED) if is_settled else None


def why_not_replace(*, expected: int | None, stored: int, is_same: bool) -> Refusal | None:
    """A card that was saved elsewhere in the meantime is not overwritten unseen. None: whoever saves does not ask."""
    if expected is None or expected == stored or is_same:
        return None
    return Refusal(ScoringObstacle.CARD_CHANGED)


def why_not_keep(filled: Filled) -> Refusal | None:
    """What an unfinished card may hold too."""
    if len(filled.tip) > TIP_LENGTH or len(filled.reason) > TIP_LENGTH:
        return Refusal(ScoringObstacle.TEXT_TOO_LONG, limit=TIP_LENGTH)
    if len(filled.note) > NOTE_LENGTH:
        return Refusal(ScoringObstacle.TEXT_TOO_LONG, limit=NOTE_LENGTH)
    return why_not_value(filled.values)


def why_not_complete(filled: Filled, *, kind: RoundKind, criteria: Collection[str]) -> Refusal | None:
    """Why a card of this kind of round cannot be final."""
    if kind is RoundKind.SCREENING:
        return why_not_screen(filled.passes, reason=filled.reason)
    return why_not_finalise(filled.values, criteria=criteria, tip=filled.tip)


def why_not_screen(passes: bool | None, *, reason: str) -> Refusal | None:
    """A screening decides, and says why, also when the entry goes on."""
    if passes is None:
        return Refusal(ScoringObstacle.DECISION_MISSING)
    return None if reason.strip() else Refusal(ScoringObstacle.REASON_MISSING)


def why_not_finalise(values: Mapping[str, int], *, criteria: Collection[str], tip: str) -> Refusal | None:
    """A final card values every criterion and gives the team one tip, in a sentence."""
    missing = [key for key in criteria if key not in values]
    if missing:
        return Refusal(ScoringObstacle.SCORES_MISSING, n_missing=len(missing))
    if refusal := why_not_value(values):
        return refusal
    if not tip.strip():
        return Refusal(ScoringObstacle.TIP_MISSING)
    return None if len(tip.strip()) >= TIP_SHORTEST else Refusal(ScoringObstacle.TIP_TOO_SHORT, shortest=TIP_SHORTEST)


def why_not_finish(*, n_cards: int, n_left: int) -> Refusal | None:
    """A reader's final word is about everything on the desk."""
    if not n_cards:
        return Refusal(ScoringObstacle.NOTHING_READ)
    return Refusal(ScoringObstacle.CARDS_LEFT, n_left=n_left) if n_left else None


def why_not_golden(
    values: Mapping[str, int], *, criteria: Collection[str], explanation: str, is_revealed: bool
) -> Refusal | None:
    """A golden case is of an edition whose result is out, and has a whole verdict with its reasons."""
    if not is_revealed:
        return Refusal(ScoringObstacle.NOT_REVEALED)
    return why_not_warm_up(values, criteria=criteria) or (
        None if explanation.strip() else Refusal(ScoringObstacle.EXPLANATION_MISSING)
    )


def why_not_warm_up(values: Mapping[str, int], *, criteria: Collection[str]) -> Refusal | None:
    missing = [key for key in criteria if key not in values]
    return Refusal(ScoringObstacle.SCORES_MISSING, n_missing=len(missing)) if missing else why_not_value(values)


def why_not_ask(pair: tuple[str, str], *, conflicts: Collection[str], own: Collection[str]) -> Refusal | None:
    """Two different entries, in neither of which the reader is involved. All are references."""
    if pair[0] == pair[1]:
        return Refusal(ScoringObstacle.SAME_ENTRY)
    is_involved = any(reference in conflicts or reference in own for reference in pair)
    return Refusal(ScoringObstacle.CONFLICT_DECLARED) if is_involved else None


def leaning(own: Mapping[str, int], panel: Mapping[str, int], *, weights: Mapping[str, int]) -> Leaning:
    difference = weighted_mean(own, weights) - weighted_mean(panel, weights)
    if abs(difference) < NOTABLE:
        return Leaning.ALIKE
    return Leaning.MILDER if difference > 0 else Leaning.STRICTER


def use_of_scale(values: Iterable[int]) -> dict[int, int]:
    """How often each score was given, also the ones that never were."""
    counts = Counter(values)
    return {value: counts[value] for value in range(LOWEST_SCORE, HIGHEST_SCORE + 1)}


def why_not_value(values: Mapping[str, int]) -> Refusal | None:
    in_range = all(LOWEST_SCORE <= value <= HIGHEST_SCORE for value in values.values())
    return None if in_range else Refusal(ScoringObstacle.SCORE_OUT_OF_RANGE)


def weighted_mean(values: Mapping[str, int], weights: Mapping[str, int]) -> Fraction:
    """Exact, so that two equal sets of scores never differ by a rounding."""
    total = sum(weights[key] for key in values)
    return Fraction(sum(value * weights[key] for key, value in values.items()), total)
