"""What may go along with a mail and how long it is kept, when a mail goes out, and until when it can be withdrawn.

Mail servers refuse heavy letters, and what a colleague's server refuses is never read. What went along is also on the
site, where it belongs: the copy is kept only as long as somebody may ask whether the mail was right.

Mails of one batch belong together: half a batch would tell half of the people. So a batch is withdrawn whole, and
only while nothing of it was sent.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from gemeentedelers.foundation.refusals import Refusal

LARGEST = 10_000_000
NAME_LENGTH = 160
KEPT_AFTER_SENDING = timedelta(days=7)

MEDIA_TYPE = re.compile(r"[a-z]{1,20}/[a-z0-9][a-z0-9.+-]{0,98}")


class MailObstacle(StrEnum):
    ALREADY_SENT = "already_sent"


class Sending(StrEnum):
    """What is to be done with a mail now."""

    SEND = "send"
    WAIT = "wait"
    LEAVE = "leave"


@dataclass(frozen=True)
class Enclosure:
    """A file that goes along with a mail."""

    name: str
    media_type: str
    content: bytes


def check_enclosures(enclosures: Sequence[Enclosure]) -> None:
    """Raises ValueError for what no mail program could show or no server would carry."""
    for enclosure in enclosures:
        if not _is_file_name(enclosure.name):
            raise ValueError(f"{enclosure.name!r} is no name for a file")
        if not MEDIA_TYPE.fullmatch(enclosure.media_type):
            raise ValueError(f"{enclosure.media_type!r} is no media type")
    total = sum(len(enclosure.content) for enclosure in enclosures)
    if total > LARGEST:
        raise ValueError(f"The enclosures are {total} bytes together; {LARGEST} is the most")


def _is_file_name(name: str) -> bool:
    return name.strip() == name != "" and len(name) <= NAME_LENGTH and name.isprintable() and not set(name) & set("/\\")


def sent_long_ago(now: datetime) -> datetime:
    """Of mail that was sent before this moment the enclosures are removed."""
    return now - KEPT_AFTER_SENDING


def sending(
    *, sent_at: datetime | None, withdrawn_at: datetime | None, not_before: datetime | None, now: datetime
) -> Sending:
    """A mail is sent once, never after it was withdrawn, and from its moment on."""
    if sent_at is not None or withdrawn_at is not None:
        return Sending.LEAVE
    return Sending.WAIT if not_before is not None and now < not_before else Sending.SEND


@dataclass(frozen=True)
class BatchStatus:
    """How far the mails of a batch are; `due` is when the first that waits may go."""

    n_waiting: int = 0
    n_sent: int = 0
    n_withdrawn: int = 0
    due: datetime | None = None


def why_not_withdraw(status: BatchStatus) -> Refusal | None:
    return Refusal(MailObstacle.ALREADY_SENT, n_sent=status.n_sent) if status.n_sent else None
