from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from gemeentedelers.domain.editions.models import Round
from gemeentedelers.domain.entries.models import Entry
from gemeentedelers.domain.entries.queries import entries_in_competition
from gemeentedelers.domain.panels.models import Assignment, Conflict, Reader
from gemeentedelers.domain.panels.queries import conflicts_in
from gemeentedelers.domain.panels.rules import (
    PanelObstacle,
    Reading,
    division,
    why_not_divide,
)
from gemeentedelers.domain.people.models import User
from gemeentedelers.foundation.journal.actions import record
from gemeentedelers.foundation.refusals import Refusal, refuse


@dataclass(frozen=True)
class AssignReport:
    n_added: int
    short: tuple[str, ...]


@transaction.atomic
def add_reader(round_: Round, user: User, *, capacity: int, by: str, now: datetime) -> Reader:
    """Let somebody read in a round; a second call changes the capacity."""
    reader, _ = Reader.objects.update_or_create(round=round_, user=user, defaults={"capacity": capacity})
    record("reader.added", subject=user.code, by=by, now=now, year=round_.edition.year, capacity=capacity)
    return reader


@transaction.atomic
def assign_entries(round_: Round, *, by: str, now: datetime) -> AssignReport:
    """Divide the entries of the competition over the readers of the round.

    What was assigned stays, so this can be repeated after a late entry or a declared conflict.
    """
    Round.objects.select_for_update().get(pk=round_.pk)
    readers = {
        reader.user.code: reader for reader in Reader.objects.filter(round=round_).select_related("user__municipality")
    }
    entries = {entry.reference: entry for entry in entries_in_competition(round_.edition)}
    seats = [reader.seat for reader in readers.values()]
    readings = [Reading(entry.reference, entry.municipality.code) for entry in entries.values()]
    refuse(why_not_divide(seats, readings))
    existing = Assignment.objects.filter(reader__round=round_, ended_at=None)
    conflicts = conflicts_in(round_.edition)
    divided = division(
        seats,
        readings,
        reads=round_.reads_per_entry,
        existing=set(existing.values_list("reader__user__code", "entry__reference")),
        conflicts=set(conflicts.values_list("user__code", "entry__reference")),
    )
    Assignment.objects.bulk_create(
        Assignment(reader=readers[code], entry=entries[reference], assigned_at=now) for code, reference in divided.pairs
    )
    record("entries.assigned", subject=str(round_.edition.year), by=by, now=now, n_added=len(divided.pairs))
    return AssignReport(len(divided.pairs), divided.short)


@transaction.atomic
def declare_conflict(entry: Entry, *, reason: str, by: User, now: datetime) -> None:
    """Somebody is involved: the entry leaves the desk at once, and what was scored no longer counts."""
    if not reason.strip():
        refuse(Refusal(PanelObstacle.REASON_MISSING))
    _, is_new = Conflict.objects.get_or_create(
        user=by, entry=entry, defaults={"reason": reason.strip(), "declared_at": now}
    )
    Assignment.objects.filter(entry=entry, reader__user=by, ended_at=None).update(ended_at=now)
    if is_new:
        record("conflict.declared", subject=entry.reference, by=by.code, now=now)
