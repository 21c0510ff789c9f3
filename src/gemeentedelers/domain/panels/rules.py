"""How entries are divided over readers: everyone a fair share, and never an entry of one's own municipality.

Regulations: an entry is read by the number of readers that the round asks for; a reader who is involved says so
and does not see the entry again.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from gemeentedelers.foundation.refusals import Refusal

Pair = tuple[str, str]


class PanelObstacle(StrEnum):
    OWN_MUNICIPALITY = "own_municipality"
    CONFLICT_DECLARED = "conflict_declared"
    NO_READERS = "no_readers"
    NOTHING_TO_READ = "nothing_to_read"
    REASON_MISSING = "reason_missing"


@dataclass(frozen=True)
class Seat:
    """A reader: code, own municipality (None for somebody from elsewhere), and how many entries fit."""

    code: str
    municipality: str | None
    capacity: int


@dataclass(frozen=True)
class Reading:
    """An entry that has to be read."""

    reference: str
    municipality: str


@dataclass(frozen=True)
class Division:
    """The pairs (reader, entry) to add, and the entries that stay short of readers."""

    pairs: tuple[Pair, ...]
    short: tuple[str, ...]


def why_not_read(seat: Seat, reading: Reading, *, conflicts: Collection[Pair]) -> Refusal | None:
    if seat.municipality == reading.municipality:
        return Refusal(PanelObstacle.OWN_MUNICIPALITY)
    if (seat.code, reading.reference) in conflicts:
        return Refusal(PanelObstacle.CONFLICT_DECLARED)
    return None


def why_not_divide(seats: Sequence[Seat], readings: Sequence[Reading]) -> Refusal | None:
    if not seats:
        return Refusal(PanelObstacle.NO_READERS)
    return None if readings else Refusal(PanelObstacle.NOTHING_TO_READ)


def division(
    seats: Sequence[Seat],
    readings: Sequence[Reading],
    *,
    reads: int,
    existing: Collection[Pair] = (),
    conflicts: Collection[Pair] = (),
) -> Division:
    """Give every entry `reads` different readers, the least burdened reader first.

    Entries take turns, so that when capacity runs out none is left far behind. What was assigned stays. The same
    input gives the same division.
    """
    readers_of = {reading.reference: {r for r, e in existing if e == reading.reference} for reading in readings}
    load = Counter(reader for reader, _ in existing)
    pairs: list[Pair] = []
    for turn in range(1, reads + 1):
        for reading in readings:
            chosen = readers_of[reading.reference]
            if len(chosen) >= turn:
                continue
            seat = _least_burdened(seats, load, reading, taken=chosen, conflicts=conflicts)
            if seat is not None:
                chosen.add(seat.code)
                load[seat.code] += 1
                pairs.append((seat.code, reading.reference))
    _even_out(pairs, seats, {reading.reference: reading for reading in readings}, readers_of, load, conflicts)
    short = tuple(reference for reference, readers in readers_of.items() if len(readers) < reads)
    return Division(tuple(pairs), short)


def _even_out(
    pairs: list[Pair],
    seats: Sequence[Seat],
    readings: Mapping[str, Reading],
    readers_of: Mapping[str, set[str]],
    load: Counter[str],
    conflicts: Collection[Pair],
) -> None:
    """Hand new readings on from who has two or more above another, until nobody can be helped further.

    Every step lowers the sum of squared loads, so this ends.
    """
    moved = True
    while moved:
        moved = False
        for place, (giver, reference) in enumerate(pairs):
            taker = _least_burdened(seats, load, readings[reference], taken=readers_of[reference], conflicts=conflicts)
            if taker is not None and load[giver] - load[taker.code] >= 2:
                pairs[place] = (taker.code, reference)
                readers_of[reference].symmetric_difference_update({giver, taker.code})
                load.update({giver: -1, taker.code: 1})
                moved = True


def _least_burdened(
    seats: Sequence[Seat],
    load: Counter[str],
    reading: Reading,
    *,
    taken: Collection[str],
    conflicts: Collection[Pair],
) -> Seat | None:
    free = [
        seat
        for seat in seats
        if seat.code not in taken
        and load[seat.code] < seat.capacity
        and why_not_read(seat, reading, conflicts=conflicts) is None
    ]
    return min(free, key=lambda seat: (load[seat.code] / seat.capacity, load[seat.code], seat.code), default=None)
