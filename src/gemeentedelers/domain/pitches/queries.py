from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import F, QuerySet

from gemeentedelers.domain.conflicts.queries import bars_between
from gemeentedelers.domain.editions.models import Edition
from gemeentedelers.domain.entries.rules import EntryStatus
from gemeentedelers.domain.finals.models import Finalist
from gemeentedelers.domain.people.queries import people_with_one_of
from gemeentedelers.domain.people.rules import JURY
from gemeentedelers.domain.pitches.models import PitchClock, PitchDay, Slot
from gemeentedelers.domain.pitches.rules.programme import expected_moments, following, promised_moments
from gemeentedelers.science.running_order import Item, Judged, judged

if TYPE_CHECKING:
    from gemeentedelers.domain.entries.models import Entry
    from gemeentedelers.domain.recuts.models import FinalCategory


@dataclass(frozen=True)
class PlannedPitch:
    """A slot with its place in the order of who is still in the final, and the moment that was promised."""

    slot: Slot
    position: int
    begins_at: datetime

    @property
    def entry(self) -> "Entry":
        return self.slot.finalist.entry

    @property
    def category(self) -> "FinalCategory":
        return self.slot.finalist.category


def pitch_day_of(edition: Edition) -> PitchDay | None:
    return PitchDay.objects.filter(edition=edition).select_related("edition").prefetch_related("breaks").first()


def slots_of(edition: Edition) -> QuerySet[Slot]:
    """In the order of the day, without who withdrew."""
    return (
        Slot.objects.filter(day__edition=edition, finalist__entry__status=EntryStatus.SUBMITTED)
        .select_related("finalist__category", "finalist__entry__municipality")
        .order_by("position")
    )


def running_order(edition: Edition) -> list[PlannedPitch]:
    """The pitches in order, each with its entry, its category of the final and its promised begin."""
    day = pitch_day_of(edition)
    return pitches_on(day) if day is not None else []


def pitches_on(day: PitchDay) -> list[PlannedPitch]:
    slots = list(slots_of(day.edition))
    moments = promised_moments(day.plan, len(slots))
    return [
        PlannedPitch(slot, position, begins_at)
        for position, (slot, begins_at) in enumerate(zip(slots, moments, strict=True), start=1)
    ]


def pitch_of(entry: "Entry") -> PlannedPitch | None:
    """The pitch of an entry, once its order was published."""
    day = pitch_day_of(entry.edition)
    if day is None or day.published_at is None:
        return None
    return next((pitch for pitch in pitches_on(day) if pitch.entry.pk == entry.pk), None)


def expected_on(day: PitchDay, pitches: Sequence[PlannedPitch], now: datetime) -> dict[int, datetime]:
    """By slot: when its pitch began, or will begin as the day goes now."""
    moments = expected_moments(day.plan, [pitch.slot.turn for pitch in pitches], now)
    return {pitch.slot.pk: moment for pitch, moment in zip(pitches, moments, strict=True)}


def next_pitch(pitches: Sequence[PlannedPitch], clock: PitchClock | None) -> PlannedPitch | None:
    """Who comes after the pitch on the clock."""
    by_reference = {pitch.entry.reference: pitch for pitch in pitches}
    begun = {reference for reference, pitch in by_reference.items() if pitch.slot.begun_at is not None}
    current = clock.clock.reference if clock is not None else None
    found = following(list(by_reference), begun, current)
    return by_reference[found] if found is not None else None


def jurors_aside(edition: Edition, entries: Sequence["Entry"]) -> dict[str, frozenset[str]]:
    """By reference: the codes of the jurors who leave the room, because a tie bars them from judging the entry."""
    aside: dict[str, set[str]] = defaultdict(set)
    for code, reference in bars_between(people_with_one_of(JURY, edition.year), entries):
        aside[reference].add(code)
    return {reference: frozenset(codes) for reference, codes in aside.items()}


def items_of(edition: Edition, finalists: Sequence[Finalist]) -> list[Item]:
    """What the science of running orders wants to know of each finalist. The region is the province."""
    aside = jurors_aside(edition, [finalist.entry for finalist in finalists])
    return [
        Item(
            finalist.entry.reference,
            finalist.category.key,
            finalist.entry.municipality.province,
            aside.get(finalist.entry.reference, frozenset()),
        )
        for finalist in finalists
    ]


def judged_order(pitches: Sequence[PlannedPitch], edition: Edition) -> Judged:
    """What the order of this moment does to the wishes."""
    return judged(items_of(edition, [pitch.slot.finalist for pitch in pitches]))


def broken_clocks() -> QuerySet[PitchClock]:
    """Clocks that stand at a pitch of another day."""
    return PitchClock.objects.exclude(slot=None).exclude(slot__day=F("day"))


def broken_slots() -> QuerySet[Slot]:
    """Finalists of one edition on the pitch day of another."""
    return Slot.objects.exclude(finalist__entry__edition=F("day__edition"))


def clock_of(edition: Edition) -> PitchClock | None:
    return (
        PitchClock.objects.filter(day__edition=edition).select_related("day__edition", "slot__finalist__entry").first()
    )


def slot_now(edition: Edition) -> PlannedPitch | None:
    """The pitch that is announced, running, paused or just over; None in a break, before and after the day."""
    clock = clock_of(edition)
    if clock is None or clock.slot_id is None:
        return None
    return next((pitch for pitch in running_order(edition) if pitch.slot.pk == clock.slot_id), None)
