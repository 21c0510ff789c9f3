"""The clock in the hall: announced, running, paused, over, and on to the next.

Everything is asked of a `Clock`, a value; what a press makes of it is another one. Whoever presses says which state
they saw, so that of two operators the second hears that the state has changed.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType

from gemeentedelers.domain.pitches.rules import PitchObstacle
from gemeentedelers.foundation.refusals import Refusal


class ClockKind(StrEnum):
    IDLE = "idle"
    ANNOUNCED = "announced"
    RUNNING = "running"
    PAUSED = "paused"
    OVER = "over"
    BREAK = "break"
    DONE = "done"

    @classmethod
    def with_a_pitch(cls) -> tuple["ClockKind", ...]:
        return cls.ANNOUNCED, cls.RUNNING, cls.PAUSED, cls.OVER


class ClockPress(StrEnum):
    """What an operator can press. `AGAIN` gives the pitch its whole time once more, after a failing microphone."""

    START = "start"
    PAUSE = "pause"
    RESUME = "resume"
    ANNOUNCE = "announce"
    STOP = "stop"
    AGAIN = "again"
    BREAK = "break"
    FINISH = "finish"


Kinds = frozenset[ClockKind]
BETWEEN: Kinds = frozenset({ClockKind.IDLE, ClockKind.ANNOUNCED, ClockKind.OVER, ClockKind.BREAK, ClockKind.DONE})
POSSIBLE: Mapping[ClockPress, Kinds] = MappingProxyType(
    {
        ClockPress.ANNOUNCE: BETWEEN,
        ClockPress.START: frozenset({ClockKind.ANNOUNCED}),
        ClockPress.PAUSE: frozenset({ClockKind.RUNNING}),
        ClockPress.RESUME: frozenset({ClockKind.PAUSED}),
        ClockPress.STOP: frozenset({ClockKind.RUNNING, ClockKind.PAUSED}),
        ClockPress.AGAIN: frozenset({ClockKind.RUNNING, ClockKind.PAUSED, ClockKind.OVER}),
        ClockPress.BREAK: BETWEEN - {ClockKind.BREAK},
        ClockPress.FINISH: BETWEEN - {ClockKind.DONE},
    }
)


@dataclass(frozen=True)
class Clock:
    """`left` is the time left at the last press; while it runs, `ends_at` says when the time is up."""

    kind: ClockKind = ClockKind.IDLE
    number: int = 0
    reference: str | None = None
    left: timedelta | None = None
    ends_at: datetime | None = None

    def kind_at(self, now: datetime) -> ClockKind:
        """A clock that ran out is over, also when nobody pressed."""
        is_up = self.kind is ClockKind.RUNNING and self.left_at(now) == timedelta(0)
        return ClockKind.OVER if is_up else self.kind

    def left_at(self, now: datetime) -> timedelta | None:
        """Never below zero nor above what was left at the last press: a server clock put back adds nothing."""
        if self.ends_at is None or self.left is None:
            return self.left
        return max(timedelta(0), min(self.left, self.ends_at - now))


def why_not_press(press: ClockPress, clock: Clock, *, expected: int, now: datetime) -> Refusal | None:
    """Only on the state that the operator saw, and only what can follow it."""
    if expected != clock.number:
        return Refusal(PitchObstacle.CLOCK_CHANGED)
    return None if is_possible(press, clock, now) else Refusal(PitchObstacle.NOT_NOW)


def is_possible(press: ClockPress, clock: Clock, now: datetime) -> bool:
    """A running clock whose time is up can still be stopped: that is how the end is put on record."""
    kinds = {clock.kind_at(now)} | ({clock.kind} if press is ClockPress.STOP else set())
    return bool(kinds & POSSIBLE[press])


def presses_of(clock: Clock, now: datetime) -> list[ClockPress]:
    """What can be pressed now, what an operator mostly wants first."""
    return [press for press in ClockPress if is_possible(press, clock, now)]


def pressed(press: ClockPress, clock: Clock, *, reference: str | None, length: timedelta, now: datetime) -> Clock:
    """The clock after a press that `why_not_press` allowed. `reference` is who is announced, `length` a whole pitch."""
    later = replace(clock, number=clock.number + 1, ends_at=None)
    if press is ClockPress.ANNOUNCE:
        return replace(later, kind=ClockKind.ANNOUNCED, reference=reference, left=length)
    if press is ClockPress.AGAIN:
        return replace(later, kind=ClockKind.ANNOUNCED, left=length)
    if press is ClockPress.PAUSE:
        return replace(later, kind=ClockKind.PAUSED, left=clock.left_at(now))
    if press in (ClockPress.START, ClockPress.RESUME):
        left = clock.left or timedelta(0)
        return replace(later, kind=ClockKind.RUNNING, left=left, ends_at=now + left)
    if press is ClockPress.STOP:
        return replace(later, kind=ClockKind.OVER, left=timedelta(0))
    kind = ClockKind.BREAK if press is ClockPress.BREAK else ClockKind.DONE
    return replace(later, kind=kind, reference=None, left=None)
