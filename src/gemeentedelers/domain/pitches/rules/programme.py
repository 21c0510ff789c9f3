"""The times of the day: what was promised, and what it becomes when the day runs late."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from types import MappingProxyType

from gemeentedelers.domain.pitches.rules import PitchObstacle
from gemeentedelers.foundation.refusals import Refusal

SHORTEST_SLOT, LONGEST_SLOT = timedelta(minutes=1), timedelta(minutes=60)
LONGEST_CHANGEOVER = timedelta(minutes=30)
LONGEST_BREAK = timedelta(hours=3)
NOTE_LENGTH = 300
STILL_TODAY = timedelta(hours=12)


@dataclass(frozen=True)
class DayPlan:
    """When it begins, how long a pitch and the change of speakers take, and the break after a position, if any."""

    begins_at: datetime
    slot: timedelta
    changeover: timedelta
    breaks: Mapping[int, timedelta] = field(default_factory=lambda: MappingProxyType({}))

    def gap_after(self, position: int) -> timedelta:
        """A break takes the place of the change of speakers."""
        return self.breaks.get(position, self.changeover)


def following(order: Sequence[str], begun: Collection[str], current: str | None) -> str | None:
    """Who is next: the first who was not on yet. Who was skipped comes back."""
    return next((reference for reference in order if reference not in begun and reference != current), None)


@dataclass(frozen=True)
class Turn:
    """What really happened with a pitch so far."""

    begun_at: datetime | None = None
    ended_at: datetime | None = None


def promised_moments(plan: DayPlan, n_slots: int) -> list[datetime]:
    """When each pitch begins if nothing runs late."""
    moments, begins = list[datetime](), plan.begins_at
    for position in range(1, n_slots + 1):
        moments.append(begins)
        begins += plan.slot + plan.gap_after(position)
    return moments


def expected_moments(plan: DayPlan, turns: Sequence[Turn], now: datetime) -> list[datetime]:
    """When each pitch began, or will: nobody is asked earlier than promised, and a delay is passed on to the next."""
    return list(_expected(plan, turns, now))


def _expected(plan: DayPlan, turns: Sequence[Turn], now: datetime) -> Iterator[datetime]:
    free = now if plan.begins_at <= now < plan.begins_at + STILL_TODAY else plan.begins_at
    at_least = free
    for position, (promised, turn) in enumerate(zip(promised_moments(plan, len(turns)), turns, strict=True), start=1):
        begins = turn.begun_at or max(promised, free, at_least)
        yield begins
        ends = turn.ended_at or max(begins + plan.slot, now if turn.begun_at and at_least == now else begins)
        free = max(free, ends + plan.gap_after(position))


def why_not_plan(plan: DayPlan, *, place: str, n_finalists: int, has_begun: bool) -> Refusal | None:
    if has_begun:
        return Refusal(PitchObstacle.DAY_HAS_BEGUN)
    if not n_finalists:
        return Refusal(PitchObstacle.NO_FINALISTS)
    if not place.strip():
        return Refusal(PitchObstacle.PLACE_MISSING)
    if plan.slot < SHORTEST_SLOT:
        return Refusal(PitchObstacle.SLOT_TOO_SHORT, minutes=minutes(SHORTEST_SLOT))
    if plan.slot > LONGEST_SLOT:
        return Refusal(PitchObstacle.SLOT_TOO_LONG, minutes=minutes(LONGEST_SLOT))
    if not timedelta(0) <= plan.changeover <= LONGEST_CHANGEOVER:
        return Refusal(PitchObstacle.CHANGEOVER_TOO_LONG, minutes=minutes(LONGEST_CHANGEOVER))
    return None


def why_not_break(*, after: int, length: timedelta, n_slots: int, has_begun: bool) -> Refusal | None:
    """A break lies between two pitches."""
    if has_begun:
        return Refusal(PitchObstacle.DAY_HAS_BEGUN)
    if not 0 < after < n_slots:
        return Refusal(PitchObstacle.NOT_A_PITCH)
    if not timedelta(0) < length <= LONGEST_BREAK:
        return Refusal(PitchObstacle.BREAK_TOO_LONG, hours=int(LONGEST_BREAK.total_seconds()) // 3600)
    return None


def why_not_order(*, has_begun: bool, is_drawn: bool) -> Refusal | None:
    """People move nothing any more once the clock ran, nor what lots decided."""
    if has_begun:
        return Refusal(PitchObstacle.DAY_HAS_BEGUN)
    return Refusal(PitchObstacle.LOTS_ARE_DRAWN) if is_drawn else None


def swapped(order: Sequence[str], one: str, other: str) -> list[str] | Refusal:
    """The order with two pitches in each other's place."""
    if one not in order or other not in order:
        return Refusal(PitchObstacle.NOT_A_PITCH)
    there = {one: other, other: one}
    return [there.get(reference, reference) for reference in order]


def moved(order: Sequence[str], reference: str, by: int) -> list[str] | Refusal:
    """The order with one pitch that many places later, or earlier below zero."""
    if reference not in order:
        return Refusal(PitchObstacle.NOT_A_PITCH)
    place = order.index(reference) + by
    if not 0 <= place < len(order):
        return Refusal(PitchObstacle.ALREADY_AT_THE_END)
    others = [row for row in order if row != reference]
    return [*others[:place], reference, *others[place:]]


def why_not_promise(*, has_begun: bool, is_drawn: bool, promise: str) -> Refusal | None:
    """What will be the seed is said before anybody can know it."""
    return why_not_order(has_begun=has_begun, is_drawn=is_drawn) or (
        None if promise.strip() else Refusal(PitchObstacle.PROMISE_MISSING)
    )


def why_not_draw(*, has_begun: bool, is_drawn: bool, is_promised: bool, seed: str) -> Refusal | None:
    if refusal := why_not_order(has_begun=has_begun, is_drawn=is_drawn):
        return refusal
    if not is_promised:
        return Refusal(PitchObstacle.NOT_PROMISED)
    return None if seed.strip() else Refusal(PitchObstacle.SEED_MISSING)


def why_not_note(note: str) -> Refusal | None:
    too_many = len(note.strip()) - NOTE_LENGTH
    return Refusal(PitchObstacle.NOTE_TOO_LONG, limit=NOTE_LENGTH, too_many=too_many) if too_many > 0 else None


def minutes(length: timedelta) -> int:
    return int(length.total_seconds()) // 60
