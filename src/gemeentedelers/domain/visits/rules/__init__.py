"""How far a visit is, who has to act now, and what is late; the other modules decide on each step.

Regulations: two assessors without a tie visit every team of the shortlist. Each writes an own view before reading the
other's; together they write one report. The team corrects facts, and only facts, within five days. The jury reads the
report; the team reads its advice and never what was written for the jury alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

N_ASSESSORS = 2
SHORTEST_REASON, REASON_LENGTH = 10, 1_000


class VisitState(StrEnum):
    """What a visit waits for, in the order in which it is lived."""

    SHORT_OF_ASSESSORS = "short_of_assessors"
    TO_PLAN = "to_plan"
    OFFERED = "offered"
    PLANNED = "planned"
    WRITING = "writing"
    MERGING = "merging"
    CORRECTING = "correcting"
    ANSWERING = "answering"
    WITH_JURY = "with_jury"


class VisitObstacle(StrEnum):
    SHORTLIST_NOT_OUT = "shortlist_not_out"
    NOT_ON_THE_SHORTLIST = "not_on_the_shortlist"
    NOT_TWO_ASSESSORS = "not_two_assessors"
    NOT_AN_ASSESSOR = "not_an_assessor"
    ASSESSOR_TOO_CLOSE = "assessor_too_close"
    ASSESSOR_IS_SETTLED = "assessor_is_settled"
    NOT_YOUR_VISIT = "not_your_visit"
    NO_MOMENTS = "no_moments"
    TOO_MANY_MOMENTS = "too_many_moments"
    SAME_MOMENT_TWICE = "same_moment_twice"
    MOMENT_TOO_SOON = "moment_too_soon"
    ADDRESS_MISSING = "address_missing"
    LINK_MISSING = "link_missing"
    TEXT_TOO_LONG = "text_too_long"
    ALREADY_PLANNED = "already_planned"
    NOTHING_OFFERED = "nothing_offered"
    MOMENT_NOT_OFFERED = "moment_not_offered"
    MOMENT_PASSED = "moment_passed"
    NOT_PLANNED = "not_planned"
    ALREADY_HELD = "already_held"
    REASON_MISSING = "reason_missing"
    NOT_HELD_YET = "not_held_yet"
    HANDED_IN = "handed_in"
    VIEW_CHANGED = "view_changed"
    CLAIMS_NOT_MARKED = "claims_not_marked"
    MARK_WITHOUT_NOTE = "mark_without_note"
    CRITERION_WITHOUT_NOTE = "criterion_without_note"
    VIEWS_NOT_COMPLETE = "views_not_complete"
    REPORT_CHANGED = "report_changed"
    REPORT_AGREED = "report_agreed"
    PARAGRAPH_MISSING = "paragraph_missing"
    CLAIM_WITHOUT_VERDICT = "claim_without_verdict"
    JURY_PART_MISSING = "jury_part_missing"
    ADVICE_MISSING = "advice_missing"
    NOTHING_TO_AGREE = "nothing_to_agree"
    OTHER_MUST_AGREE = "other_must_agree"
    NOT_WITH_THE_TEAM = "not_with_the_team"
    CORRECTED_ALREADY = "corrected_already"
    CORRECTION_CLOSED = "correction_closed"
    CORRECTION_WITHOUT_REASON = "correction_without_reason"
    UNKNOWN_PARAGRAPH = "unknown_paragraph"
    ANSWERED_ALREADY = "answered_already"
    ANSWER_MISSING = "answer_missing"
    NOTHING_ADAPTED = "nothing_adapted"
    TEAM_STILL_READS = "team_still_reads"
    CORRECTIONS_UNANSWERED = "corrections_unanswered"
    ALREADY_WITH_JURY = "already_with_jury"
    NOTHING_TO_RELEASE = "nothing_to_release"
    NOT_A_PHOTO = "not_a_photo"
    PHOTO_NOT_DESCRIBED = "photo_not_described"
    TOO_MANY_PHOTOS = "too_many_photos"
    CONSENT_WITHOUT_NAME = "consent_without_name"
    CONSENT_NOT_YET = "consent_not_yet"


@dataclass(frozen=True)
class Course:
    """The moments of one visit, as far as they have come."""

    made_at: datetime
    n_assessors: int
    offered_at: datetime | None = None
    held_from: datetime | None = None
    held_until: datetime | None = None
    handed_in: Sequence[datetime] = ()
    agreed_at: datetime | None = None
    closes_at: datetime | None = None
    corrected_at: datetime | None = None
    n_unanswered: int = 0
    delivered_at: datetime | None = None

    @property
    def n_views_missing(self) -> int:
        return N_ASSESSORS - len(self.handed_in)


def state_of(course: Course, now: datetime) -> VisitState:
    """What the visit waits for. A view may be handed in by one while the other has left: then it is short again."""
    if course.delivered_at is not None:
        return VisitState.WITH_JURY
    if course.agreed_at is not None:
        assert course.closes_at is not None
        is_with_team = course.corrected_at is None and now < course.closes_at
        return VisitState.CORRECTING if is_with_team else VisitState.ANSWERING
    if course.n_assessors < N_ASSESSORS:
        return VisitState.SHORT_OF_ASSESSORS
    if course.held_from is None:
        return VisitState.TO_PLAN if course.offered_at is None else VisitState.OFFERED
    if now < course.held_from:
        return VisitState.PLANNED
    return VisitState.WRITING if course.n_views_missing > 0 else VisitState.MERGING


# How long a step may take before the organisers see it as late.
PATIENCE = {
    VisitState.SHORT_OF_ASSESSORS: timedelta(days=2),
    VisitState.TO_PLAN: timedelta(days=7),
    VisitState.OFFERED: timedelta(days=7),
    VisitState.WRITING: timedelta(days=5),
    VisitState.MERGING: timedelta(days=7),
    VisitState.ANSWERING: timedelta(days=3),
}


def late_since(course: Course, now: datetime) -> datetime | None:
    """Since when the step of now takes too long. What waits for a fixed moment is never late."""
    state = state_of(course, now)
    begun, patience = _begun(course, state), PATIENCE.get(state)
    if begun is None or patience is None:
        return None
    due = begun + patience
    return due if due <= now else None


def _begun(course: Course, state: VisitState) -> datetime | None:
    match state:
        case VisitState.SHORT_OF_ASSESSORS | VisitState.TO_PLAN:
            return course.made_at
        case VisitState.OFFERED:
            return course.offered_at
        case VisitState.WRITING:
            return course.held_until
        case VisitState.MERGING:
            return max(course.handed_in)
        case VisitState.ANSWERING:
            return course.corrected_at or course.closes_at
    return None
