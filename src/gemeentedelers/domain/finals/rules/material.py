"""What a finalist brings, until when, and what is refused.

Regulations: a finalist explains its case further and brings what it needs for the pitch, before a deadline of its own.
What was handed in may be replaced until then. An organiser may give one finalist more time, with a reason.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from urllib.parse import urlsplit

from gemeentedelers.domain.editions.rules import ZONE, days_later
from gemeentedelers.foundation.refusals import Refusal
from gemeentedelers.foundation.words import count_words

EXPLANATION_WORDS, START_WORDS = 800, 200
PITCHERS_LENGTH, NEEDS_LENGTH, VIDEO_LENGTH, NOTE_LENGTH = 200, 1_000, 300, 1_000
SHORTEST_REASON = 10
REMINDED_BEFORE = (7, 3, 1)
PITCHERS_KEPT_DAYS = 28
SLIDE_KINDS = ("pdf", "pptx")


class MaterialState(StrEnum):
    """Where the material of one finalist stands, for the organisers."""

    NOT_STARTED = "not_started"
    DRAFT = "draft"
    HANDED_IN = "handed_in"
    CHECKED = "checked"


class MaterialObstacle(StrEnum):
    NOT_IN_THE_FINAL = "not_in_the_final"
    NOT_KNOWN_YET = "not_known_yet"
    TOO_LATE = "too_late"
    HANDED_IN_ALREADY = "handed_in_already"
    EXPLANATION_MISSING = "explanation_missing"
    EXPLANATION_TOO_LONG = "explanation_too_long"
    START_MISSING = "start_missing"
    START_TOO_LONG = "start_too_long"
    PITCHERS_MISSING = "pitchers_missing"
    PITCHERS_TOO_LONG = "pitchers_too_long"
    NEEDS_TOO_LONG = "needs_too_long"
    VIDEO_IS_NO_ADDRESS = "video_is_no_address"
    SLIDES_OF_ANOTHER_KIND = "slides_of_another_kind"
    NOTHING_HANDED_IN = "nothing_handed_in"
    NOT_LATER = "not_later"
    MORE_TIME_AFTER_THE_JURY = "more_time_after_the_jury"
    MORE_TIME_WITHOUT_REASON = "more_time_without_reason"


@dataclass(frozen=True)
class Material:
    """What a team wrote for the final; `pitchers` are the names of people, which are forgotten after the result."""

    explanation: str = ""
    start_tomorrow: str = ""
    pitchers: str = ""
    needs: str = ""
    video: str = ""


def why_not_change(*, is_finalist: bool, is_out: bool, due: datetime | None, now: datetime) -> Refusal | None:
    """A finalist works on its material from the moment that it is public until its own deadline."""
    if not is_finalist:
        return Refusal(MaterialObstacle.NOT_IN_THE_FINAL)
    if not is_out:
        return Refusal(MaterialObstacle.NOT_KNOWN_YET)
    return Refusal(MaterialObstacle.TOO_LATE, due=due) if due is not None and now >= due else None


def why_not_keep(material: Material, *, is_handed_in: bool) -> Refusal | None:
    """A draft may be incomplete, never too long. What was handed in is replaced whole, not put back to a draft."""
    return Refusal(MaterialObstacle.HANDED_IN_ALREADY) if is_handed_in else _why_not_shape(material)


def why_not_hand_in(material: Material) -> Refusal | None:
    if not material.explanation.strip():
        return Refusal(MaterialObstacle.EXPLANATION_MISSING)
    if not material.start_tomorrow.strip():
        return Refusal(MaterialObstacle.START_MISSING)
    if not material.pitchers.strip():
        return Refusal(MaterialObstacle.PITCHERS_MISSING)
    return _why_not_shape(material)


def _why_not_shape(material: Material) -> Refusal | None:
    limits = (
        (MaterialObstacle.EXPLANATION_TOO_LONG, count_words(material.explanation), EXPLANATION_WORDS),
        (MaterialObstacle.START_TOO_LONG, count_words(material.start_tomorrow), START_WORDS),
        (MaterialObstacle.PITCHERS_TOO_LONG, len(material.pitchers.strip()), PITCHERS_LENGTH),
        (MaterialObstacle.NEEDS_TOO_LONG, len(material.needs.strip()), NEEDS_LENGTH),
    )
    for obstacle, length, limit in limits:
        if length > limit:
            return Refusal(obstacle, limit=limit, too_many=length - limit)
    return _why_not_video(material.video.strip())


def _why_not_video(video: str) -> Refusal | None:
    if not video:
        return None
    try:
        parts = urlsplit(video)
    except ValueError:
        return Refusal(MaterialObstacle.VIDEO_IS_NO_ADDRESS)
    is_address = parts.scheme == "https" and "." in parts.netloc and " " not in video and len(video) <= VIDEO_LENGTH
    return None if is_address else Refusal(MaterialObstacle.VIDEO_IS_NO_ADDRESS)


def why_not_slides(kind: str) -> Refusal | None:
    return None if kind in SLIDE_KINDS else Refusal(MaterialObstacle.SLIDES_OF_ANOTHER_KIND)


def why_not_check(*, is_handed_in: bool) -> Refusal | None:
    return None if is_handed_in else Refusal(MaterialObstacle.NOTHING_HANDED_IN)


def why_not_more_time(
    until: datetime, *, due: datetime | None, jury_closes: datetime, reason: str, now: datetime
) -> Refusal | None:
    """Later than the deadline that holds now, in the future, before the end of the jury, and said why."""
    if until <= now or due is None or until <= due:
        return Refusal(MaterialObstacle.NOT_LATER)
    if until > jury_closes:
        return Refusal(MaterialObstacle.MORE_TIME_AFTER_THE_JURY, closes=jury_closes)
    too_short = len(reason.strip()) < SHORTEST_REASON
    return Refusal(MaterialObstacle.MORE_TIME_WITHOUT_REASON, shortest=SHORTEST_REASON) if too_short else None


def due_for(due: datetime | None, extended_until: datetime | None) -> datetime | None:
    """The deadline of one finalist; more time never makes it earlier."""
    if due is None or extended_until is None:
        return due
    return max(due, extended_until)


def state_of(*, is_started: bool, is_handed_in: bool, is_checked: bool) -> MaterialState:
    if is_checked:
        return MaterialState.CHECKED
    if is_handed_in:
        return MaterialState.HANDED_IN
    return MaterialState.DRAFT if is_started else MaterialState.NOT_STARTED


def reminder_due(due: datetime, *, told_at: datetime, now: datetime) -> int | None:
    """How many days before the deadline the newest reminder falls that should be out now.

    None before the first one, from the deadline on, and when people were told of it only after that reminder fell.
    """
    if now >= due:
        return None
    fallen = [days for days in REMINDED_BEFORE if days_later(due, -days) <= now]
    newest = min(fallen, default=None)
    return newest if newest is not None and days_later(due, -newest) > told_at else None


def may_forget_pitchers(revealed_at: datetime, now: datetime) -> bool:
    return now >= days_later(revealed_at.astimezone(ZONE), PITCHERS_KEPT_DAYS)
