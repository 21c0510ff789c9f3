"""What the hall and everybody at home see of the clock: one frame, the same for all, without anything secret."""

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from math import ceil

from gemeentedelers.domain.pitches.rules.clock import Clock, ClockKind

Frame = dict[str, object]


@dataclass(frozen=True)
class Shown:
    """A pitch as the stage shows it."""

    title: str
    municipality: str
    category: str = ""
    position: int = 0
    of: int = 0
    seconds: int = 0


def frame_of(
    clock: Clock, slot: Shown | None, following: Shown | None, *, edition: tuple[int, str], now: datetime
) -> Frame:
    """The frame of a clock with the pitch that it is about. Who comes next is told from the first announcement on."""
    kind = clock.kind_at(now)
    year, name = edition
    return {
        "kind": kind.value,
        "edition": {"year": year, "name": name},
        "slot": asdict(slot) if slot is not None else None,
        "ends_at": clock.ends_at.isoformat() if clock.ends_at is not None and kind is ClockKind.RUNNING else None,
        "left": _left(clock, kind),
        "next": _next(following, kind),
        "sentence": sentence_of(kind, slot, clock.left),
        "now": now.isoformat(),
    }


def _next(following: Shown | None, kind: ClockKind) -> dict[str, str] | None:
    if following is None or kind in (ClockKind.IDLE, ClockKind.DONE):
        return None
    return {"title": following.title, "municipality": following.municipality}


def _left(clock: Clock, kind: ClockKind) -> int | None:
    waits = kind in (ClockKind.ANNOUNCED, ClockKind.PAUSED)
    return seconds(clock.left) if waits and clock.left is not None else None


def seconds(length: timedelta) -> int:
    """Whole seconds as people read them on a clock: it says 0 only when nothing is left."""
    return ceil(length.total_seconds())


def said(length: timedelta) -> str:
    """A time left in words: 1 minuut en 5 seconden."""
    minutes, rest = divmod(seconds(length), 60)
    parts = [(minutes, "minuut", "minuten"), (rest, "seconde", "seconden")]
    words = [f"{count} {one if count == 1 else many}" for count, one, many in parts if count]
    return " en ".join(words) or "0 seconden"


def sentence_of(kind: ClockKind, slot: Shown | None, left: timedelta | None) -> str:
    """What a screen reader says."""
    who = f"gemeente {slot.municipality}, {slot.title}" if slot is not None else ""
    time = said(left) if left is not None else ""
    return {
        ClockKind.IDLE: "De pitches beginnen zo.",
        ClockKind.ANNOUNCED: f"Nu aan de beurt: {who}. {time}.",
        ClockKind.RUNNING: f"De tijd loopt: {who}. Nog {time}.",
        ClockKind.PAUSED: f"De tijd staat stil: {who}. Nog {time}.",
        ClockKind.OVER: f"De tijd is om: {who}.",
        ClockKind.BREAK: "Pauze.",
        ClockKind.DONE: "Alle pitches zijn geweest.",
    }[kind]
