from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import Count, F, IntegerField, Q, QuerySet, Value
from django.db.models.functions import Greatest
from django.utils.timezone import localdate

from gemeentedelers.domain.conflicts.queries import tie_graph
from gemeentedelers.domain.conflicts.rules import Severity, Tie, severity_of
from gemeentedelers.domain.editions.models import Edition, Round
from gemeentedelers.domain.entries.models import Entry
from gemeentedelers.domain.entries.queries import entries_in_competition, themes_by_reference
from gemeentedelers.domain.panels.models import Assignment, Reader
from gemeentedelers.domain.panels.rules import AssignmentEnd, AssignmentOrigin, ReaderKind
from gemeentedelers.domain.plans.models import Plan
from gemeentedelers.domain.plans.rules import (
    BASE,
    Outcome,
    Pair,
    PlanStatus,
    Point,
    Reading,
    Seat,
    Situation,
    outcome_in,
    points,
)
from gemeentedelers.domain.volunteers.models import Volunteer
from gemeentedelers.domain.volunteers.rules import VolunteerStatus

Ties = Mapping[Pair, tuple[Tie, ...]]


def rounds_to_divide(edition: Edition) -> list[Round]:
    """The rounds whose entries are divided over readers, in the order in which they open."""
    return list(edition.rounds.filter(reads_per_entry__gt=0).select_related("edition").order_by("opens"))


def present_readers(round_: Round) -> QuerySet[Reader]:
    """Who reads in the round and did not leave, with the themes they chose."""
    return (
        Reader.objects.filter(round=round_, left_at=None)
        .select_related("user__municipality", "round__edition")
        .prefetch_related("themes")
        .order_by("pk")
    )


def desks_in(round_: Round) -> QuerySet[Assignment]:
    """Everything that lies on a desk in the round, what is done included."""
    return (
        Assignment.objects.filter(reader__round=round_, ended_at=None)
        .select_related("reader__user", "entry__municipality")
        .order_by("pk")
    )


def prepared_plan(round_: Round) -> Plan | None:
    return plans_of(round_).filter(status=PlanStatus.PREPARED).first()


def plans_of(round_: Round) -> QuerySet[Plan]:
    return Plan.objects.filter(round=round_).select_related("round__edition", "made_by", "settled_by")


def plans_in(edition: Edition) -> QuerySet[Plan]:
    return Plan.objects.filter(round__edition=edition).select_related("round__edition", "made_by", "settled_by")


def outcome_of(plan: Plan) -> Outcome:
    return outcome_in(plan.outcome)


@dataclass(frozen=True)
class Panel:
    """A round as it stands, as rules take it, with the rows and the ties behind it."""

    situation: Situation
    readers: Mapping[str, Reader]
    entries: Mapping[str, Entry]
    ties: Ties
    taken_back: frozenset[Pair]

    @property
    def open_to_choice(self) -> Situation:
        """For a choice by hand: what was taken back from a desk may be put there again."""
        bars = {pair for pair, found in self.ties.items() if severity_of(found) is Severity.BAR}
        return replace(self.situation, bars=frozenset(bars))


def panel_of(round_: Round, *, now: datetime) -> Panel:
    """In a constant number of queries. An entry wants what the round asks, and the extra readings it was given."""
    readers = {reader.user.code: reader for reader in present_readers(round_)}
    competing = entries_in_competition(round_.edition)
    entries = {entry.reference: entry for entry in competing}
    ties = tie_graph([reader.user for reader in readers.values()], list(entries.values()))
    severities = {pair: severity_of(found) for pair, found in ties.items()}
    rows = list(_assignment_rows(round_))
    back = frozenset(row.pair for row in rows if row.ended_because == AssignmentEnd.TAKEN_BACK)
    live = [row for row in rows if row.is_live]
    extra = Counter(row.pair[1] for row in rows if row.is_extra)
    settled = Counter(row.pair[1] for row in live if row.pair[0] not in readers)
    themes = themes_by_reference(competing)
    situation = Situation(
        seats=tuple(_seats(round_, readers, now=now)),
        readings=tuple(
            Reading(
                reference,
                round_.reads_per_entry + extra[reference],
                themes.get(reference, frozenset()),
                settled[reference],
            )
            for reference in entries
        ),
        bars=frozenset(pair for pair, severity in severities.items() if severity is Severity.BAR) | back,
        ties={pair: severity for pair, severity in severities.items() if severity and severity is not Severity.BAR},
        current=frozenset(row.pair for row in live if row.pair[0] in readers),
        fixed=frozenset(row.pair for row in live if row.pair[0] in readers and row.is_fixed),
    )
    return Panel(situation, readers, entries, ties, back)


@dataclass(frozen=True)
class _Row:
    pair: Pair
    ended_because: str
    is_live: bool
    is_fixed: bool
    is_extra: bool


def _assignment_rows(round_: Round) -> Iterable[_Row]:
    found = Assignment.objects.filter(reader__round=round_).values_list(
        "reader__user__code", "entry__reference", "origin", "ended_because", "ended_at", "begun_at", "is_pinned"
    )
    for reader, reference, origin, because, ended_at, begun_at, is_pinned in found:
        is_extra = origin == AssignmentOrigin.EXTRA and because != AssignmentEnd.TAKEN_BACK
        yield _Row((reader, reference), because, ended_at is None, begun_at is not None or is_pinned, is_extra)


def _seats(round_: Round, readers: Mapping[str, Reader], *, now: datetime) -> Iterable[Seat]:
    """Who is not there any more, or not before the close, keeps what there is and gets nothing new."""
    absent = _absent(round_, now=now)
    for reader in readers.values():
        fits = reader.capacity if reader.minutes is None else reader.minutes // round_.minutes_per_entry
        capacity = 0 if reader.user_id in absent else min(reader.capacity, fits)
        yield Seat(
            reader.user.code, capacity, ReaderKind(reader.kind), frozenset(theme.slug for theme in reader.themes.all())
        )


def _absent(round_: Round, *, now: datetime) -> set[int | None]:
    days = Q(available_until__lt=localdate(now)) | Q(available_from__gt=localdate(round_.closes))
    signed_up = Volunteer.objects.filter(
        edition=round_.edition, round_kind=round_.kind, status=VolunteerStatus.ACCEPTED, user__isnull=False
    )
    return set(signed_up.filter(days).values_list("user_id", flat=True))


def coverage_of(round_: Round) -> QuerySet[Entry]:
    """The entries of the competition with their number of readers and the number they want, furthest behind first."""
    of_round = Q(assignments__reader__round=round_)
    given = of_round & Q(assignments__origin=AssignmentOrigin.EXTRA)
    back = Q(assignments__ended_because=AssignmentEnd.TAKEN_BACK)
    return (
        entries_in_competition(round_.edition)
        .annotate(
            n_readers=Count("assignments", filter=of_round & Q(assignments__ended_at=None)),
            n_done=Count(
                "assignments", filter=of_round & Q(assignments__ended_at=None, assignments__done_at__isnull=False)
            ),
            n_wanted=Value(round_.reads_per_entry, IntegerField()) + Count("assignments", filter=given & ~back),
        )
        .annotate(n_missing=Greatest(F("n_wanted") - F("n_readers"), 0))
        .order_by("-n_missing", "reference")
    )


def n_entries_short(round_: Round) -> int:
    """How many entries miss a reader; none as long as nothing was divided."""
    if not Assignment.objects.filter(reader__round=round_).exists():
        return 0
    return coverage_of(round_).filter(Q(n_missing__gt=0)).count()


def loads_in(round_: Round) -> QuerySet[Reader]:
    """The readers of a round with what lies on their desk, begun and done; who has most left to do first."""
    live = Q(assignments__ended_at=None)
    return (
        Reader.objects.filter(round=round_)
        .select_related("user__municipality", "round")
        .annotate(
            n_assigned=Count("assignments", filter=live),
            n_done=Count("assignments", filter=live & Q(assignments__done_at__isnull=False)),
        )
        .order_by("user__name", "pk")
    )


@dataclass(frozen=True)
class Why:
    """Why this reader has, or could have, this entry: the points, everything that ties them, and the load."""

    points: tuple[Point, ...]
    ties: tuple[Tie, ...]
    is_barred: bool
    was_taken_back: bool
    n_on_desk: int
    capacity: int

    @property
    def total(self) -> int:
        return BASE + sum(point.points for point in self.points)


def why_this_pair(panel: Panel, reader: str, reference: str) -> Why:
    """Reasons for one pair of a panel, by the code of the reader and the reference of the entry."""
    situation, pair = panel.situation, (reader, reference)
    seat = next(seat for seat in situation.seats if seat.code == reader)
    reading = next(row for row in situation.readings if row.reference == reference)
    kinds = {row.code: row.kind for row in situation.seats}
    others = {kinds[other] for other, entry in situation.current if entry == reference and other != reader}
    return Why(
        points(seat, reading, tie=situation.ties.get(pair), is_new_kind=bool(others) and seat.kind not in others),
        tuple(panel.ties.get(pair, ())),
        is_barred=pair in situation.bars,
        was_taken_back=pair in panel.taken_back,
        n_on_desk=sum(other == reader for other, _ in situation.current),
        capacity=seat.capacity,
    )
