"""What the organisers may ask of a team, when a team may appeal, and which entries may become one.

Regulations: an organiser looks at every submitted entry before the readers begin. The organisers may ask for more
information until a day before that moment. A team whose entry does not meet the conditions may appeal once, within
seven days, and another organiser than the one who judged decides. Entries that tell of the same case may be merged
until the reading begins.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from gemeentedelers.domain.editions.rules import ZONE, Deadline, deadline
from gemeentedelers.domain.entries.rules import UNDO_WITHIN, Eligibility, EntryStatus
from gemeentedelers.foundation.refusals import Refusal

APPEAL_DAYS = 7
ALIKE_ENOUGH, MOST_ALIKE = 0.2, 3
TOLD = ("title", "summary", "result", "problem", "approach")


class QuestionState(StrEnum):
    OPEN = "open"
    ANSWERED = "answered"
    CLOSED = "closed"


class AppealOutcome(StrEnum):
    WAITING = "waiting"
    GRANTED = "granted"
    DENIED = "denied"


class IntakeObstacle(StrEnum):
    NOT_SUBMITTED = "not_submitted"
    TEXT_MISSING = "text_missing"
    UNKNOWN_SECTION = "unknown_section"
    DUE_TOO_EARLY = "due_too_early"
    DUE_TOO_LATE = "due_too_late"
    ALREADY_ASKED = "already_asked"
    QUESTION_CLOSED = "question_closed"
    CHANGES_NOT_SUBMITTED = "changes_not_submitted"
    NOT_INELIGIBLE = "not_ineligible"
    ALREADY_APPEALED = "already_appealed"
    APPEAL_TOO_LATE = "appeal_too_late"
    APPEAL_DECIDED = "appeal_decided"
    APPEAL_WAITS = "appeal_waits"
    SAME_ORGANISER = "same_organiser"
    REASON_MISSING = "reason_missing"
    SAME_ENTRY = "same_entry"
    OTHER_EDITION = "other_edition"
    READING_BEGAN = "reading_began"
    NOT_MERGED = "not_merged"
    UNDO_TOO_LATE = "undo_too_late"


def local_day(moment: datetime) -> date:
    return moment.astimezone(ZONE).date()


@dataclass(frozen=True)
class Request:
    """What an organiser wants to know, by when, and which sections are opened for it."""

    text: str
    due: date
    sections: Sequence[str] = ()


def why_not_ask(
    request: Request,
    *,
    status: EntryStatus,
    known: Collection[str],
    has_open: bool,
    reading_opens: datetime,
    now: datetime,
) -> Refusal | None:
    """Of what was submitted, one question at a time; the answer comes after today and before the readers begin."""
    if status is not EntryStatus.SUBMITTED:
        return Refusal(IntakeObstacle.NOT_SUBMITTED)
    if has_open:
        return Refusal(IntakeObstacle.ALREADY_ASKED)
    if not request.text.strip():
        return Refusal(IntakeObstacle.TEXT_MISSING)
    if not set(request.sections) <= set(known):
        return Refusal(IntakeObstacle.UNKNOWN_SECTION)
    return _why_not_due(request.due, reading_opens=reading_opens, now=now)


def _why_not_due(due: date, *, reading_opens: datetime, now: datetime) -> Refusal | None:
    if due <= local_day(now):
        return Refusal(IntakeObstacle.DUE_TOO_EARLY)
    opens = local_day(reading_opens)
    return Refusal(IntakeObstacle.DUE_TOO_LATE, opens=opens) if due >= opens else None


def why_not_answer(*, status: EntryStatus, state: QuestionState, text: str, has_changes: bool) -> Refusal | None:
    """In words. Whoever changed an opened section submits it instead: that is the answer then."""
    if status is not EntryStatus.SUBMITTED:
        return Refusal(IntakeObstacle.NOT_SUBMITTED)
    if state is not QuestionState.OPEN:
        return Refusal(IntakeObstacle.QUESTION_CLOSED)
    if not text.strip():
        return Refusal(IntakeObstacle.TEXT_MISSING)
    return Refusal(IntakeObstacle.CHANGES_NOT_SUBMITTED) if has_changes else None


def appeal_deadline(judged_at: datetime) -> Deadline:
    """Seven days after the day of the judgement, that last day included."""
    return deadline(local_day(judged_at) + timedelta(days=APPEAL_DAYS))


def why_not_appeal(
    *,
    status: EntryStatus,
    eligibility: Eligibility,
    judged_at: datetime | None,
    has_appealed: bool,
    text: str,
    now: datetime,
) -> Refusal | None:
    """Once, by the team of an entry that does not meet the conditions, within the days that there are for it."""
    if status is not EntryStatus.SUBMITTED or eligibility is not Eligibility.INELIGIBLE or judged_at is None:
        return Refusal(IntakeObstacle.NOT_INELIGIBLE)
    if has_appealed:
        return Refusal(IntakeObstacle.ALREADY_APPEALED)
    until = appeal_deadline(judged_at)
    if now >= until.at:
        return Refusal(IntakeObstacle.APPEAL_TOO_LATE, last_day=until.last_day)
    return None if text.strip() else Refusal(IntakeObstacle.TEXT_MISSING)


def why_not_decide_appeal(
    *,
    standing: AppealOutcome,
    outcome: AppealOutcome,
    reason: str,
    is_own_judgement: bool,
    has_colleague: bool,
) -> Refusal | None:
    """Another organiser than the one who judged decides, unless there is no other. A no comes with its reason."""
    if standing is not AppealOutcome.WAITING:
        return Refusal(IntakeObstacle.APPEAL_DECIDED)
    if is_own_judgement and has_colleague:
        return Refusal(IntakeObstacle.SAME_ORGANISER)
    if outcome is AppealOutcome.DENIED and not reason.strip():
        return Refusal(IntakeObstacle.REASON_MISSING)
    return None


def why_not_merge(
    *,
    is_same: bool,
    is_same_edition: bool,
    statuses: Collection[EntryStatus],
    reason: str,
    reading_opens: datetime,
    now: datetime,
) -> Refusal | None:
    """Two submitted entries of one edition, as long as nobody reads them yet."""
    if is_same:
        return Refusal(IntakeObstacle.SAME_ENTRY)
    if not is_same_edition:
        return Refusal(IntakeObstacle.OTHER_EDITION)
    if any(status is not EntryStatus.SUBMITTED for status in statuses):
        return Refusal(IntakeObstacle.NOT_SUBMITTED)
    if now >= reading_opens:
        return Refusal(IntakeObstacle.READING_BEGAN, opens=reading_opens)
    return None if reason.strip() else Refusal(IntakeObstacle.REASON_MISSING)


def why_not_unmerge(*, status: EntryStatus, is_undone: bool, merged_at: datetime, now: datetime) -> Refusal | None:
    """For a day, also when the readers began meanwhile."""
    if is_undone or status is not EntryStatus.MERGED:
        return Refusal(IntakeObstacle.NOT_MERGED)
    if now - merged_at >= UNDO_WITHIN:
        return Refusal(IntakeObstacle.UNDO_TOO_LATE, hours=UNDO_WITHIN // timedelta(hours=1))
    return None


def undo_until(merged_at: datetime) -> datetime:
    return merged_at + UNDO_WITHIN


def story_of(content: Mapping[str, object]) -> str:
    """What a frozen version tells, in the words by which it is compared with others."""
    return "\n".join(_told(content))


def _told(content: Mapping[str, object]) -> Iterator[str]:
    for key in TOLD:
        told = content.get(key)
        if isinstance(told, str) and told:
            yield told
