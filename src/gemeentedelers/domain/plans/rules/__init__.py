"""How entries are divided over readers: everyone a fair share, and never an entry in which one is involved.

Regulations: an entry is read by the number of readers that the round asks for; a reader who is involved says so
and does not see the entry again. The goals in their order: nobody who is barred, every entry its readers, the
worst-served entry, readers linked by shared entries, everybody within the time promised, topics, a mix of readers.
"""

import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from gemeentedelers.domain.conflicts.rules import Severity
from gemeentedelers.domain.panels.rules import ReaderKind
from gemeentedelers.foundation.refusals import Refusal

Pair = tuple[str, str]


class PlanStatus(StrEnum):
    PREPARED = "prepared"
    APPLIED = "applied"
    DISCARDED = "discarded"


class Objective(StrEnum):
    """What a division strives for once every entry has its readers."""

    FAIR = "fair"
    TOTAL = "total"


class PairReason(StrEnum):
    """Why this reader fits this entry more or less."""

    THEMES = "themes"
    ANY_THEME = "any_theme"
    OTHER_THEMES = "other_themes"
    NEW_KIND = "new_kind"
    WARNED = "warned"
    NOTED = "noted"


class PlanObstacle(StrEnum):
    NO_READERS = "no_readers"
    NOTHING_TO_READ = "nothing_to_read"
    NOTHING_EXTRA = "nothing_extra"
    ROUND_CLOSED = "round_closed"
    PLAN_SETTLED = "plan_settled"
    PLAN_OVERTAKEN = "plan_overtaken"
    NOT_IN_COMPETITION = "not_in_competition"
    BARRED = "barred"
    TIED = "tied"
    READER_FULL = "reader_full"
    READER_GONE = "reader_gone"
    ALREADY_READS = "already_reads"
    ALREADY_BEGUN = "already_begun"
    NOT_ON_A_DESK = "not_on_a_desk"
    DESK_NOT_DONE = "desk_not_done"
    NOTHING_LEFT = "nothing_left"


@dataclass(frozen=True)
class Seat:
    """A reader who can still read: how many entries fit, from where they look, and the themes they chose."""

    code: str
    capacity: int
    kind: ReaderKind = ReaderKind.INSIDER
    themes: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Reading:
    """An entry that has to be read. `n_settled` readings are done by readers who left since; they still count."""

    reference: str
    n_wanted: int
    themes: frozenset[str] = frozenset()
    n_settled: int = 0


@dataclass(frozen=True)
class Situation:
    """A round as it stands: what a division starts from.

    `bars` may never become a pair, whatever it costs; `ties` are the lighter reasons to choose somebody else.
    `current` lies on the desks; of that, `fixed` was begun or pinned and moves only over a bar.
    """

    seats: tuple[Seat, ...]
    readings: tuple[Reading, ...]
    bars: frozenset[Pair] = frozenset()
    ties: Mapping[Pair, Severity] = field(default_factory=dict)
    current: frozenset[Pair] = frozenset()
    fixed: frozenset[Pair] = frozenset()


@dataclass(frozen=True)
class Load:
    """How many entries lie on a desk before and after a division."""

    reader: str
    before: int
    after: int
    capacity: int


@dataclass(frozen=True)
class Shortfall:
    """An entry that misses readers, and what the readers are that it does not have."""

    reference: str
    n_missing: int
    n_barred: int
    n_full: int


@dataclass(frozen=True)
class Outcome:
    """What a division amounts to, as the organiser reads it before applying it.

    `worst` is the entry whose readers fit least together. `gap` is how much better, as a share of what there is, a
    division could still be: 0 when this one is proven best. `components` counts the groups of readers that share no
    entry with each other.
    """

    n_entries: int
    n_wanted: int
    n_covered: int
    n_added: int
    n_gone: int
    worst: str
    worst_fit: float
    fit: float
    gap: float
    components: int
    loads: tuple[Load, ...]
    shortfalls: tuple[Shortfall, ...]

    @property
    def n_idle(self) -> int:
        return sum(load.after == 0 for load in self.loads)

    @property
    def n_told(self) -> int:
        return sum(load.after > load.before for load in self.loads)


@dataclass(frozen=True)
class Division:
    """The pairs (reader, entry) to add, those that leave a desk, and what this amounts to."""

    added: tuple[Pair, ...]
    gone: tuple[Pair, ...]
    outcome: Outcome


@dataclass(frozen=True)
class Point:
    """One reason for or against a pair, in points that are added up; `of` names what it is about."""

    reason: PairReason
    points: int = 0
    of: tuple[str, ...] = ()


BASE = 10
PER_THEME, MOST_THEMES, ANY_THEME = 4, 2, 2
NEW_KIND = 1
TIE_POINTS = {Severity.WARN: -8, Severity.NOTE: -1}
TIE_REASONS = {Severity.WARN: PairReason.WARNED, Severity.NOTE: PairReason.NOTED}


def points(seat: Seat, reading: Reading, *, tie: Severity | None, is_new_kind: bool) -> tuple[Point, ...]:
    """What speaks for and against this reader at this entry, apart from a bar."""
    found = [_theme_point(seat, reading)]
    if is_new_kind:
        found.append(Point(PairReason.NEW_KIND, NEW_KIND, (seat.kind,)))
    if tie in TIE_REASONS:
        found.append(Point(TIE_REASONS[tie], TIE_POINTS[tie]))
    return tuple(found)


def _theme_point(seat: Seat, reading: Reading) -> Point:
    shared = tuple(sorted(seat.themes & reading.themes))
    if shared:
        return Point(PairReason.THEMES, PER_THEME * min(len(shared), MOST_THEMES), shared)
    return Point(PairReason.OTHER_THEMES) if seat.themes else Point(PairReason.ANY_THEME, ANY_THEME)


def fit(seat: Seat, reading: Reading, *, tie: Severity | None = None, is_new_kind: bool = False) -> int:
    """How well a reader fits an entry: always above zero, so that reading it beats leaving it unread."""
    return BASE + sum(point.points for point in points(seat, reading, tie=tie, is_new_kind=is_new_kind))


def why_not_divide(seats: Sequence[Seat], readings: Sequence[Reading], *, is_closed: bool = False) -> Refusal | None:
    if is_closed:
        return Refusal(PlanObstacle.ROUND_CLOSED)
    if not seats:
        return Refusal(PlanObstacle.NO_READERS)
    return None if readings else Refusal(PlanObstacle.NOTHING_TO_READ)


def why_not_apply(status: PlanStatus, *, is_closed: bool, is_overtaken: bool) -> Refusal | None:
    if status is not PlanStatus.PREPARED:
        return Refusal(PlanObstacle.PLAN_SETTLED)
    if is_closed:
        return Refusal(PlanObstacle.ROUND_CLOSED)
    return Refusal(PlanObstacle.PLAN_OVERTAKEN) if is_overtaken else None


def why_not_give(pair: Pair, situation: Situation, *, is_closed: bool, is_sure: bool) -> Refusal | None:
    """Why the organiser cannot put this entry on this desk by hand; what `is_sure` can settle, a bar never does."""
    seats, readings = _by_key(situation)
    reader, reference = pair
    if is_closed:
        return Refusal(PlanObstacle.ROUND_CLOSED)
    if reader not in seats:
        return Refusal(PlanObstacle.READER_GONE)
    if reference not in readings:
        return Refusal(PlanObstacle.NOT_IN_COMPETITION)
    if pair in situation.current:
        return Refusal(PlanObstacle.ALREADY_READS)
    if pair in situation.bars:
        return Refusal(PlanObstacle.BARRED)
    return None if is_sure else _why_think_again(pair, situation, seats[reader])


def _why_think_again(pair: Pair, situation: Situation, seat: Seat) -> Refusal | None:
    if situation.ties.get(pair) is Severity.WARN:
        return Refusal(PlanObstacle.TIED)
    n_on_desk = sum(reader == seat.code for reader, _ in situation.current)
    return Refusal(PlanObstacle.READER_FULL, n_on_desk=n_on_desk) if n_on_desk >= seat.capacity else None


def why_not_take_back(*, has_ended: bool, has_begun: bool, is_closed: bool) -> Refusal | None:
    if is_closed:
        return Refusal(PlanObstacle.ROUND_CLOSED)
    if has_ended:
        return Refusal(PlanObstacle.NOT_ON_A_DESK)
    return Refusal(PlanObstacle.ALREADY_BEGUN) if has_begun else None


def why_not_another(reader: str, *, situation: Situation, n_undone: int, is_open: bool) -> Refusal | None:
    """Who asks for one more finished everything first; so nobody collects entries."""
    if not is_open:
        return Refusal(PlanObstacle.ROUND_CLOSED)
    if all(seat.code != reader for seat in situation.seats):
        return Refusal(PlanObstacle.READER_GONE)
    return Refusal(PlanObstacle.DESK_NOT_DONE, n_undone=n_undone) if n_undone else None


def most_helpful(reader: str, situation: Situation, *, seen: Collection[str]) -> str | None:
    """The entry that one more reading helps most: furthest behind, then fewest readings, then the best fit."""
    seats, readings = _by_key(situation)
    readers_of = _readers_of(situation.current)
    kinds = {seat.code: seat.kind for seat in situation.seats}

    def urgency(reading: Reading) -> tuple[int, int, int, str]:
        others = readers_of[reading.reference]
        n_read = len(others) + reading.n_settled
        is_new_kind = seats[reader].kind not in {kinds.get(other) for other in others}
        tie = situation.ties.get((reader, reading.reference))
        value = fit(seats[reader], reading, tie=tie, is_new_kind=is_new_kind)
        return (n_read - reading.n_wanted, n_read, -value, reading.reference)

    left = [
        reading
        for reference, reading in readings.items()
        if reference not in seen and (reader, reference) not in situation.bars
    ]
    return min(left, key=urgency).reference if left else None


def _by_key(situation: Situation) -> tuple[dict[str, Seat], dict[str, Reading]]:
    return {seat.code: seat for seat in situation.seats}, {row.reference: row for row in situation.readings}


def _readers_of(pairs: Iterable[Pair]) -> defaultdict[str, set[str]]:
    found: defaultdict[str, set[str]] = defaultdict(set)
    for reader, reference in pairs:
        found[reference].add(reader)
    return found


def with_more(situation: Situation, extra: Mapping[str, int]) -> Situation:
    """The same round, of which these entries want that many readings more than they have; nothing else changes."""
    n_current = Counter(reference for _, reference in situation.current)
    readings = (
        replace(row, n_wanted=n_current[row.reference] + row.n_settled + extra.get(row.reference, 0))
        for row in situation.readings
    )
    return replace(situation, readings=tuple(readings), fixed=situation.current)


def n_missing(situation: Situation) -> dict[str, int]:
    """The entries that have fewer readings than the round asks, with how many they miss."""
    n_current = Counter(reference for _, reference in situation.current - situation.bars)
    missing = {row.reference: row.n_wanted - row.n_settled - n_current[row.reference] for row in situation.readings}
    return {reference: n for reference, n in missing.items() if n > 0}


def digest_of(situation: Situation) -> str:
    """Differs as soon as a plan that was made of the other situation could break a promise in this one."""
    seats = sorted([seat.code, seat.capacity] for seat in situation.seats)
    readings = sorted([row.reference, row.n_wanted, row.n_settled] for row in situation.readings)
    pairs = [sorted(found) for found in (situation.bars, situation.current)]
    return hashlib.sha256(json.dumps([seats, readings, pairs]).encode()).hexdigest()


def outcome_in(stored: Mapping[str, Any]) -> Outcome:
    """An outcome as it was kept with its plan."""
    loads = tuple(Load(**load) for load in stored["loads"])
    shortfalls = tuple(Shortfall(**shortfall) for shortfall in stored["shortfalls"])
    return Outcome(**{**stored, "loads": loads, "shortfalls": shortfalls})
