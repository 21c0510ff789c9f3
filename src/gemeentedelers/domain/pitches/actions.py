from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from gemeentedelers.domain.editions.models import Edition
from gemeentedelers.domain.finals.queries import finalists_in
from gemeentedelers.domain.people.models import User
from gemeentedelers.domain.pitches.models import Break, PitchClock, PitchDay, Slot
from gemeentedelers.domain.pitches.queries import (
    PlannedPitch,
    clock_of,
    items_of,
    next_pitch,
    pitch_day_of,
    pitches_on,
    slots_of,
)
from gemeentedelers.domain.pitches.rules import Arrangement, PitchObstacle
from gemeentedelers.domain.pitches.rules.clock import Clock, ClockKind, ClockPress, pressed, why_not_press
from gemeentedelers.domain.pitches.rules.frames import Shown, frame_of, seconds
from gemeentedelers.domain.pitches.rules.programme import (
    DayPlan,
    moved,
    swapped,
    why_not_break,
    why_not_draw,
    why_not_note,
    why_not_order,
    why_not_plan,
    why_not_promise,
)
from gemeentedelers.domain.shortlists.rules import lots, one_line
from gemeentedelers.foundation.broadcasts.actions import broadcast
from gemeentedelers.foundation.journal.actions import record
from gemeentedelers.foundation.refusals import Refusal, RefusedError, refuse
from gemeentedelers.science.running_order import RunningOrder, breaks_in, running_order

BREAK = timedelta(minutes=20)


@dataclass(frozen=True)
class Place:
    """Where and when the day is, and how long a pitch and the change of speakers take."""

    place: str
    begins_at: datetime
    slot: timedelta
    changeover: timedelta


@transaction.atomic
def plan_day(edition: Edition, wanted: Place, *, by: User, now: datetime) -> PitchDay:
    """Make the day, or change it until the clock has run. Every finalist gets a slot; a new one comes last."""
    locked = _locked(edition)
    day = pitch_day_of(locked)
    plan = DayPlan(wanted.begins_at, wanted.slot, wanted.changeover)
    refuse(
        why_not_plan(
            plan,
            place=wanted.place,
            n_finalists=finalists_in([locked]).count(),
            has_begun=day is not None and _has_begun(day),
        )
    )
    details = {
        "place": wanted.place.strip(),
        "begins_at": wanted.begins_at,
        "slot_length": wanted.slot,
        "changeover": wanted.changeover,
        "changed_at": now,
    }
    day, _ = PitchDay.objects.update_or_create(edition=locked, defaults=details)
    _fill(day)
    PitchClock.objects.get_or_create(day=day)
    record("pitch_day.planned", subject=str(locked.year), by=by.code, now=now, begins_at=day.begins_at.isoformat())
    return day


def _fill(day: PitchDay) -> None:
    known = Slot.objects.filter(day=day)
    new = finalists_in([day.edition]).exclude(pk__in=known.values("finalist"))
    last = max(known.values_list("position", flat=True), default=0)
    Slot.objects.bulk_create(
        Slot(day=day, finalist=finalist, position=position) for position, finalist in enumerate(new, start=last + 1)
    )


@transaction.atomic
def arrange(
    day: PitchDay, arrangement: Arrangement, *, n_breaks: int, seed: str, by: User, now: datetime
) -> RunningOrder:
    """Put the pitches in the order that suits the jury best, with breaks at sensible places."""
    locked = _locked_day(day)
    refuse(why_not_order(has_begun=_has_begun(locked), is_drawn=locked.drawn_at is not None))
    _fill(locked)
    finalists = {slot.finalist.entry.reference: slot.finalist for slot in slots_of(locked.edition)}
    items = items_of(locked.edition, list(finalists.values()))
    found = running_order(items, together=arrangement is Arrangement.TOGETHER, seed=seed)
    _put_in_order(locked, found.keys, now=now)
    _put_breaks(locked, breaks_in([finalists[reference].category.key for reference in found.keys], n_breaks))
    locked.arrangement = arrangement
    locked.save(update_fields=["arrangement"])
    record("running_order.arranged", subject=str(locked.edition.year), by=by.code, now=now, arrangement=arrangement)
    return found


@transaction.atomic
def move_pitch(day: PitchDay, reference: str, step: int, *, seen: Sequence[str], by: User, now: datetime) -> None:
    """One or more places later, or earlier below zero, in the order that the organiser saw."""
    locked, order = _order_to_change(day, seen)
    _change_order(locked, moved(order, reference, step), by=by, now=now)


@transaction.atomic
def swap_pitches(day: PitchDay, one: str, other: str, *, seen: Sequence[str], by: User, now: datetime) -> None:
    locked, order = _order_to_change(day, seen)
    _change_order(locked, swapped(order, one, other), by=by, now=now)


def _order_to_change(day: PitchDay, seen: Sequence[str]) -> tuple[PitchDay, list[str]]:
    locked = _locked_day(day)
    refuse(why_not_order(has_begun=_has_begun(locked), is_drawn=locked.drawn_at is not None))
    order = _order(locked)
    if list(seen) != order:
        refuse(Refusal(PitchObstacle.ORDER_CHANGED))
    return locked, order


def _change_order(locked: PitchDay, order: list[str] | Refusal, *, by: User, now: datetime) -> None:
    if isinstance(order, Refusal):
        raise RefusedError(order)
    _put_in_order(locked, order, now=now)
    record("running_order.changed", subject=str(locked.edition.year), by=by.code, now=now, order=order)


@transaction.atomic
def set_break(day: PitchDay, after: int, length: timedelta | None, *, by: User, now: datetime) -> None:
    """A break after a pitch, of another length, or none."""
    locked = _locked_day(day)
    n_slots = len(_order(locked))
    has_begun = _has_begun(locked)
    refuse(
        why_not_break(after=after, length=length if length is not None else BREAK, n_slots=n_slots, has_begun=has_begun)
    )
    if length is None:
        Break.objects.filter(day=locked, after=after).delete()
    else:
        Break.objects.update_or_create(day=locked, after=after, defaults={"length": length})
    _mark_changed(locked, now)
    record("break.set", subject=str(locked.edition.year), by=by.code, now=now, after=after)


@transaction.atomic
def promise_order(day: PitchDay, promise: str, *, by: User, now: datetime) -> PitchDay:
    """Say what will be the seed of the lots before anybody can know it. The journal keeps every promise."""
    locked = _locked_day(day)
    refuse(why_not_promise(has_begun=_has_begun(locked), is_drawn=locked.drawn_at is not None, promise=promise))
    locked.promise, locked.promised_at = one_line(promise), now
    locked.save(update_fields=["promise", "promised_at"])
    record("running_order.promised", subject=str(locked.edition.year), by=by.code, now=now, promise=locked.promise)
    return locked


@transaction.atomic
def draw_order(day: PitchDay, seed: str, *, by: User, now: datetime) -> PitchDay:
    """Put the pitches in the order of their lots. Anybody can recompute it from the seed; people move nothing after."""
    locked = _locked_day(day)
    refuse(
        why_not_draw(
            has_begun=_has_begun(locked),
            is_drawn=locked.drawn_at is not None,
            is_promised=locked.promised_at is not None,
            seed=seed,
        )
    )
    _fill(locked)
    locked.seed, locked.drawn_at, locked.arrangement = one_line(seed), now, Arrangement.BY_LOT
    locked.save(update_fields=["seed", "drawn_at", "arrangement"])
    order = lots(locked.seed, _order(locked))
    _put_in_order(locked, order, now=now)
    record("running_order.drawn", subject=str(locked.edition.year), by=by.code, now=now, seed=locked.seed, order=order)
    return locked


@transaction.atomic
def try_material(slot: Slot, *, works: bool, note: str, by: User, now: datetime) -> Slot:
    """Somebody opened the slides on the machine of the hall, or wrote down what is still missing."""
    refuse(why_not_note(note))
    locked = Slot.objects.select_for_update().select_related("finalist__entry").get(pk=slot.pk)
    locked.works, locked.material_note = works, note.strip()
    locked.save(update_fields=["works", "material_note"])
    record(
        "pitch_material.tried",
        subject=locked.finalist.entry.reference,
        by=by.code,
        now=now,
        works=works,
    )
    return locked


@transaction.atomic
def publish_order(day: PitchDay, *, by: User, now: datetime) -> PitchDay:
    """Tell the finalists when they are on. A second time only tells those whose time changed."""
    locked = _locked_day(day)
    pitches = pitches_on(locked)
    if not pitches or locked.is_told:
        refuse(Refusal(PitchObstacle.NOTHING_NEW if pitches else PitchObstacle.NO_FINALISTS))
    locked.n_published += 1
    locked.published_at = now
    locked.save(update_fields=["n_published", "published_at"])
    told = [pitch for pitch in pitches if pitch.slot.told_at != pitch.begins_at]
    for pitch in told:
        pitch.slot.told_at, pitch.slot.told_number = pitch.begins_at, locked.n_published
    Slot.objects.bulk_update([pitch.slot for pitch in told], ["told_at", "told_number"])
    record(
        "running_order.published",
        subject=str(locked.edition.year),
        by=by.code,
        now=now,
        number=locked.n_published,
        n_told=len(told),
    )
    return locked


@transaction.atomic
def press_clock(
    edition: Edition, press: ClockPress, *, expected: int, reference: str = "", by: User, now: datetime
) -> PitchClock:
    """One press of an operator, on the state that they saw; then everybody hears of the new one.

    `reference` announces that pitch; without it the next one is announced. Of two operators who press at once one is
    refused, and nothing of theirs is done.
    """
    day = pitch_day_of(_locked(edition))
    row = clock_of(edition)
    if day is None or row is None:
        raise RefusedError(Refusal(PitchObstacle.NOT_PLANNED))
    clock, pitches = row.clock, pitches_on(day)
    refuse(why_not_press(press, clock, expected=expected, now=now))
    announced = _announced(pitches, row, reference) if press is ClockPress.ANNOUNCE else None
    became = pressed(
        press,
        clock,
        reference=announced.entry.reference if announced is not None else None,
        length=day.slot_length,
        now=now,
    )
    _note_turn(row, press, clock, now)
    if announced is not None:
        row.slot = announced.slot
    _keep(row, became, by=by, now=now)
    record("pitch_clock.pressed", subject=str(edition.year), by=by.code, now=now, press=press, number=row.number)
    broadcast(topic_of(day.edition), frame_now(day, row, pitches_on(day), now), now=now)
    return row


def topic_of(edition: Edition) -> str:
    return f"pitch:{edition.year}"


def frame_now(day: PitchDay, row: PitchClock, pitches: Sequence[PlannedPitch], now: datetime) -> dict[str, object]:
    current = next((pitch for pitch in pitches if pitch.slot.pk == row.slot_id), None)
    following = next_pitch(pitches, row)
    return frame_of(
        row.clock,
        _shown(current, len(pitches), day.slot_length) if current is not None else None,
        _shown(following, len(pitches), day.slot_length) if following is not None else None,
        edition=(day.edition.year, day.edition.name),
        now=now,
    )


def _shown(pitch: PlannedPitch, n_pitches: int, length: timedelta) -> Shown:
    entry = pitch.entry
    return Shown(entry.title, entry.municipality.name, pitch.category.name, pitch.position, n_pitches, seconds(length))


def _announced(pitches: Sequence[PlannedPitch], row: PitchClock, reference: str) -> PlannedPitch:
    wanted = next((pitch for pitch in pitches if pitch.entry.reference == reference), None)
    found = wanted if reference else next_pitch(pitches, row)
    if found is None:
        raise RefusedError(Refusal(PitchObstacle.NOT_A_PITCH if reference else PitchObstacle.NOBODY_LEFT))
    return found


def _note_turn(row: PitchClock, press: ClockPress, clock: Clock, now: datetime) -> None:
    """Put on record when a pitch began and ended. One that ran out ended when its time was up."""
    slot = row.slot
    if slot is None:
        return
    if press is ClockPress.START:
        slot.begun_at, slot.ended_at = slot.begun_at or now, None
    elif press is ClockPress.AGAIN:
        slot.ended_at = None
    elif clock.kind is ClockKind.RUNNING and clock.kind_at(now) is ClockKind.OVER:
        slot.ended_at = clock.ends_at
    elif press is ClockPress.STOP:
        slot.ended_at = max(now, slot.begun_at or now)
    slot.save(update_fields=["begun_at", "ended_at"])


def _keep(row: PitchClock, became: Clock, *, by: User, now: datetime) -> None:
    if became.reference is None:
        row.slot = None
    row.kind, row.number, row.left, row.ends_at = became.kind, became.number, became.left, became.ends_at
    row.changed_by, row.changed_at = by, now
    row.save(update_fields=["kind", "number", "slot", "left", "ends_at", "changed_by", "changed_at"])


def _put_in_order(day: PitchDay, order: Sequence[str], *, now: datetime) -> None:
    slots = {
        slot.finalist.entry.reference: slot for slot in Slot.objects.filter(day=day).select_related("finalist__entry")
    }
    gone = sorted(set(slots) - set(order))
    for position, reference in enumerate([*order, *gone], start=1):
        slots[reference].position = position
    Slot.objects.bulk_update(slots.values(), ["position"])
    _mark_changed(day, now)


def _put_breaks(day: PitchDay, places: Sequence[int]) -> None:
    Break.objects.filter(day=day).delete()
    Break.objects.bulk_create(Break(day=day, after=after, length=BREAK) for after in places)


def _mark_changed(day: PitchDay, now: datetime) -> None:
    day.changed_at = now
    day.save(update_fields=["changed_at"])


def _order(day: PitchDay) -> list[str]:
    return [slot.finalist.entry.reference for slot in slots_of(day.edition)]


def _has_begun(day: PitchDay) -> bool:
    return Slot.objects.filter(day=day, begun_at__isnull=False).exists()


def _locked_day(day: PitchDay) -> PitchDay:
    _locked(day.edition)
    return PitchDay.objects.select_related("edition").get(pk=day.pk)


def _locked(edition: Edition) -> Edition:
    """People plan and press one at a time."""
    return Edition.objects.select_for_update().get(pk=edition.pk)
