"""Until when a team may say that it stands in the wrong category of the final, and how that is answered.

Regulations: a team may object within five days after the day on which its category of the final changed. The
organisers move the entry or say why they do not; both come with a reason.
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from enum import StrEnum

from gemeentedelers.domain.editions.rules import Deadline, deadline
from gemeentedelers.domain.entries.rules import EntryStatus
from gemeentedelers.domain.intake.rules import local_day
from gemeentedelers.domain.recuts.rules import REASON_LENGTH, why_not_reason
from gemeentedelers.foundation.refusals import Refusal

OBJECTION_DAYS = 5


class ObjectionOutcome(StrEnum):
    WAITING = "waiting"
    GRANTED = "granted"
    DENIED = "denied"


class ObjectionObstacle(StrEnum):
    NOT_PLACED_NOW = "not_placed_now"
    OUT_OF_THE_RUNNING = "out_of_the_running"
    FINALISTS_CHOSEN = "finalists_chosen"
    OBJECTION_TOO_LATE = "objection_too_late"
    OBJECTED_ALREADY = "objected_already"
    OBJECTION_WITHOUT_TEXT = "objection_without_text"
    OBJECTION_TOO_LONG = "objection_too_long"
    OBJECTION_ANSWERED = "objection_answered"
    OUTCOME_MISSING = "outcome_missing"
    NO_OTHER_CATEGORY = "no_other_category"


def objection_deadline(placed_at: datetime) -> Deadline:
    """Five days after the day on which the entry came to stand where it stands, that last day included."""
    return deadline(local_day(placed_at) + timedelta(days=OBJECTION_DAYS))


def why_not_object(
    *,
    status: EntryStatus,
    placed_at: datetime | None,
    has_finalists: bool,
    has_objected: bool,
    text: str,
    now: datetime,
) -> Refusal | None:
    """Once for each category in which an entry came to stand. `has_objected`: since it stands there."""
    if status is not EntryStatus.SUBMITTED:
        return Refusal(ObjectionObstacle.OUT_OF_THE_RUNNING)
    if placed_at is None:
        return Refusal(ObjectionObstacle.NOT_PLACED_NOW)
    if has_objected:
        return Refusal(ObjectionObstacle.OBJECTED_ALREADY)
    if has_finalists:
        return Refusal(ObjectionObstacle.FINALISTS_CHOSEN)
    until = objection_deadline(placed_at)
    if now >= until.at:
        return Refusal(ObjectionObstacle.OBJECTION_TOO_LATE, last_day=until.last_day)
    if not text.strip():
        return Refusal(ObjectionObstacle.OBJECTION_WITHOUT_TEXT)
    return Refusal(ObjectionObstacle.OBJECTION_TOO_LONG, limit=REASON_LENGTH) if len(text) > REASON_LENGTH else None


def why_not_answer(
    *, standing: ObjectionOutcome, outcome: ObjectionOutcome, reason: str, into: str, others: Collection[str]
) -> Refusal | None:
    """Granted: the entry moves `into` one of the other categories. Either answer comes with its reason, and once."""
    if standing is not ObjectionOutcome.WAITING:
        return Refusal(ObjectionObstacle.OBJECTION_ANSWERED)
    if outcome is ObjectionOutcome.WAITING:
        return Refusal(ObjectionObstacle.OUTCOME_MISSING)
    if outcome is ObjectionOutcome.GRANTED and into not in others:
        return Refusal(ObjectionObstacle.NO_OTHER_CATEGORY)
    return why_not_reason(reason)
