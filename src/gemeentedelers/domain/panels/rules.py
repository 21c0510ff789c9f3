"""How entries are divided over readers: everyone a fair share, and never an entry of one's own municipality.

Regulations: an entry is read by the number of readers that the round asks for; a reader who is involved says so
and does not see the entry again. Who reads accepts the rules and declares interests first. A reader who gave a final
word changes nothing any more, until an organiser reopens it with a reason.
"""

from datetime import datetime
from enum import StrEnum

from gemeentedelers.domain.editions.rules import RoundKind
from gemeentedelers.domain.people.rules import Role
from gemeentedelers.foundation.refusals import Refusal

Pair = tuple[str, str]

REASON_LENGTH = 300
# Which role somebody needs for a round with readers; the jury is appointed.
ROLE_OF = {
    RoundKind.SCREENING: Role.SCORER,
    RoundKind.READING: Role.SCORER,
    RoundKind.PAIRS: Role.SCORER,
    RoundKind.ASSESSMENT: Role.ASSESSOR,
}


class ReaderKind(StrEnum):
    """From where a reader looks: a municipality, an organisation around it, or the life of a resident."""

    INSIDER = "insider"
    OUTSIDER = "outsider"
    RESIDENT = "resident"


class AssignmentOrigin(StrEnum):
    """How an entry came on somebody's desk."""

    PLAN = "plan"
    EXTRA = "extra"
    REPLACEMENT = "replacement"
    BY_HAND = "by_hand"
    ASKED = "asked"


class AssignmentEnd(StrEnum):
    """Why an entry left somebody's desk."""

    CONFLICT = "conflict"
    REPLANNED = "replanned"
    READER_LEFT = "reader_left"
    TAKEN_BACK = "taken_back"


class PanelObstacle(StrEnum):
    REASON_MISSING = "reason_missing"
    REASON_TOO_LONG = "reason_too_long"
    ROUND_CLOSED = "round_closed"
    ALREADY_LEFT = "already_left"
    NOT_LEFT = "not_left"
    RULES_NOT_ACCEPTED = "rules_not_accepted"
    NOT_FINALISED = "not_finalised"


def why_not_declare(*, has_accepted_rules: bool, is_over: bool) -> Refusal | None:
    """Interests are declared by somebody who knows the rules, as long as there is something to read."""
    if is_over:
        return Refusal(PanelObstacle.ROUND_CLOSED)
    return None if has_accepted_rules else Refusal(PanelObstacle.RULES_NOT_ACCEPTED)


def why_not_reopen(*, is_finalised: bool, is_over: bool, reason: str) -> Refusal | None:
    if not is_finalised:
        return Refusal(PanelObstacle.NOT_FINALISED)
    if is_over:
        return Refusal(PanelObstacle.ROUND_CLOSED)
    return None if reason.strip() else Refusal(PanelObstacle.REASON_MISSING)


def is_settled(*, assigned_at: datetime, finalised_at: datetime | None) -> bool:
    """Whether a reader's final word covers an entry. What was assigned later is still open."""
    return finalised_at is not None and assigned_at <= finalised_at


def why_not_leave(*, has_left: bool, is_round_closed: bool, reason: str) -> Refusal | None:
    if has_left:
        return Refusal(PanelObstacle.ALREADY_LEFT)
    if is_round_closed:
        return Refusal(PanelObstacle.ROUND_CLOSED)
    return Refusal(PanelObstacle.REASON_TOO_LONG, limit=REASON_LENGTH) if len(reason) > REASON_LENGTH else None


def why_not_return(*, has_left: bool, is_round_closed: bool) -> Refusal | None:
    if not has_left:
        return Refusal(PanelObstacle.NOT_LEFT)
    return Refusal(PanelObstacle.ROUND_CLOSED) if is_round_closed else None
