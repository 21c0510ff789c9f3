"""When and where a visit is: the assessors offer moments, the team chooses one, and both may call it off."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from urllib.parse import urlsplit

from gemeentedelers.domain.visits.rules import REASON_LENGTH, SHORTEST_REASON, VisitObstacle
from gemeentedelers.foundation.calendar import Appointment
from gemeentedelers.foundation.refusals import Refusal

MOST_MOMENTS = 3
NOTICE = timedelta(days=1)
LASTS = timedelta(minutes=90)
PLACE_LENGTH, MESSAGE_LENGTH = 300, 1_000


class VisitWay(StrEnum):
    AT_THEIRS = "at_theirs"
    ONLINE = "online"


class OfferStatus(StrEnum):
    """What became of the moments that were offered together."""

    OPEN = "open"
    REPLACED = "replaced"
    CHOSEN = "chosen"
    DECLINED = "declined"
    CANCELLED = "cancelled"


def why_not_offer(
    moments: Sequence[datetime], *, way: VisitWay, place: str, message: str, is_planned: bool, now: datetime
) -> Refusal | None:
    """One to three different moments, at least a day ahead, with an address or a link."""
    if is_planned:
        return Refusal(VisitObstacle.ALREADY_PLANNED)
    if not moments:
        return Refusal(VisitObstacle.NO_MOMENTS)
    if len(moments) > MOST_MOMENTS:
        return Refusal(VisitObstacle.TOO_MANY_MOMENTS, most=MOST_MOMENTS)
    if len(set(moments)) != len(moments):
        return Refusal(VisitObstacle.SAME_MOMENT_TWICE)
    if soon := next((moment for moment in sorted(moments) if moment < now + NOTICE), None):
        return Refusal(VisitObstacle.MOMENT_TOO_SOON, moment=soon)
    return (
        _why_not_place(way, place) or _why_not_length(place, PLACE_LENGTH) or _why_not_length(message, MESSAGE_LENGTH)
    )


def _why_not_place(way: VisitWay, place: str) -> Refusal | None:
    if way is VisitWay.AT_THEIRS:
        return None if place.strip() else Refusal(VisitObstacle.ADDRESS_MISSING)
    return None if is_link(place) else Refusal(VisitObstacle.LINK_MISSING)


def is_link(text: str) -> bool:
    """An address that a browser opens over a safe connection, and nothing besides."""
    plain = text.strip()
    try:
        parts = urlsplit(plain)
    except ValueError:
        return False
    return parts.scheme == "https" and "." in (parts.hostname or "") and plain.isprintable() and " " not in plain


def _why_not_length(text: str, limit: int) -> Refusal | None:
    return Refusal(VisitObstacle.TEXT_TOO_LONG, limit=limit) if len(text.strip()) > limit else None


def why_not_choose(
    moment: datetime, *, offered: Sequence[datetime] | None, is_planned: bool, now: datetime
) -> Refusal | None:
    """The team chooses one of the moments that stand open, as long as it lies ahead."""
    if is_planned:
        return Refusal(VisitObstacle.ALREADY_PLANNED)
    if offered is None:
        return Refusal(VisitObstacle.NOTHING_OFFERED)
    if moment not in offered:
        return Refusal(VisitObstacle.MOMENT_NOT_OFFERED)
    return Refusal(VisitObstacle.MOMENT_PASSED, moment=moment) if moment <= now else None


def why_not_decline(*, has_offer: bool, reason: str) -> Refusal | None:
    """None of the moments suits the team; it says why, so that the next ones do."""
    return why_not_say(reason) if has_offer else Refusal(VisitObstacle.NOTHING_OFFERED)


def why_not_cancel(*, held_from: datetime | None, reason: str, now: datetime) -> Refusal | None:
    """Until it begins, assessors and team may call a visit off, and say why."""
    if held_from is None:
        return Refusal(VisitObstacle.NOT_PLANNED)
    return Refusal(VisitObstacle.ALREADY_HELD) if held_from <= now else why_not_say(reason)


def why_not_say(reason: str) -> Refusal | None:
    if len(reason.strip()) < SHORTEST_REASON:
        return Refusal(VisitObstacle.REASON_MISSING, shortest=SHORTEST_REASON)
    return _why_not_length(reason, REASON_LENGTH)


def appointment_of(
    *,
    code: str,
    sequence: int,
    host: str,
    title: str,
    municipality: str,
    place: str,
    chosen: datetime | None,
    stamp: datetime,
    is_cancelled: bool = False,
) -> Appointment:
    """The visit for a calendar: the same identifier for every moment it ever had, and a sequence that grows."""
    assert chosen is not None
    return Appointment(
        identifier=f"bezoek-{code}@{urlsplit(host).hostname}",
        sequence=sequence,
        stamp=stamp,
        begins=chosen,
        ends=chosen + LASTS,
        title=f"Bezoek GemeenteDelers: gemeente {municipality}",
        place=place,
        details=title,
        url=place.strip() if is_link(place) else "",
        is_cancelled=is_cancelled,
    )
