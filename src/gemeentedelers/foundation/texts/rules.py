"""What happens to a piece of typing: it is kept, it was kept already, or somebody else was there first.

A patch says on which version it is based. When the text has moved on since, the newest text stays and the person
compares the two. Patches of one browser tab are numbered, so one that arrives late cannot undo a newer one.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

LONGEST = 100_000
BURST = timedelta(seconds=60)
BIG_LOSS = 30
PARKED = "parked."
KEPT_VERSIONS, KEPT_FOR = 50, timedelta(days=30)


class TextObstacle(StrEnum):
    CHANGED_BY_ANOTHER = "changed_by_another"
    TOO_LARGE = "too_large"


class Reception(StrEnum):
    """What is done with a patch."""

    KEPT = "kept"
    KNOWN = "known"
    CONFLICT = "conflict"


@dataclass(frozen=True)
class Patch:
    """One field as one browser tab has it now; without a client there is no script, only a form."""

    key: str
    value: str
    base: int
    client: str = ""
    seq: int = 0


@dataclass(frozen=True)
class Written:
    """A text as it stands."""

    value: str = ""
    version: int = 0
    by: str = ""
    at: datetime | None = None
    client: str = ""
    seq: int = 0


def parked_key(key: str, by: str) -> str:
    """Under which field the text is kept that lost a conflict, until its writer has compared the two."""
    return f"{PARKED}{by}.{key}"


def cleaned(value: str) -> str:
    """As it was typed, with one character for a line break and without the one that a database cannot hold."""
    return value.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")


def reception_of(patch: Patch, current: Written) -> Reception:
    if patch.value == current.value:
        return Reception.KNOWN
    if patch.client and patch.client == current.client:
        return Reception.KEPT if patch.seq > current.seq else Reception.KNOWN
    return Reception.KEPT if patch.base == current.version else Reception.CONFLICT


def is_worth_keeping(current: Written, checkpoint_at: datetime | None, *, value: str, by: str, now: datetime) -> bool:
    """Whether the text that is about to be replaced goes into the history.

    Not every pause in typing: the work of another person, a text of a minute ago, and one that loses a piece.
    """
    if not current.value:
        return False
    if current.by != by or len(value) < len(current.value) - BIG_LOSS:
        return True
    return checkpoint_at is None or now - checkpoint_at >= BURST


def expired_versions(written_at: Sequence[datetime], now: datetime) -> Iterator[int]:
    """The places (newest first) of the versions that are kept no longer."""
    for place, moment in enumerate(written_at):
        if place >= KEPT_VERSIONS or now - moment > KEPT_FOR:
            yield place
