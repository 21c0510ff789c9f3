from collections.abc import Iterable, Mapping
from datetime import date, datetime

from django.db import transaction

from gemeentedelers.domain.conflicts.actions import note_conflict, note_interests, tell_employment
from gemeentedelers.domain.conflicts.models import Employment
from gemeentedelers.domain.conflicts.queries import conflicts_in
from gemeentedelers.domain.editions.models import Round, Theme
from gemeentedelers.domain.entries.models import Entry
from gemeentedelers.domain.municipalities.models import Municipality
from gemeentedelers.domain.nominations.rules import single_line
from gemeentedelers.domain.panels.models import Assignment, Reader
from gemeentedelers.domain.panels.queries import barred_assignments
from gemeentedelers.domain.panels.rules import (
    AssignmentEnd,
    ReaderKind,
    why_not_declare,
    why_not_leave,
    why_not_reopen,
    why_not_return,
)
from gemeentedelers.domain.people.models import User
from gemeentedelers.foundation.journal.actions import record
from gemeentedelers.foundation.refusals import refuse


@transaction.atomic
def add_reader(
    round_: Round,
    user: User,
    *,
    capacity: int,
    by: str,
    now: datetime,
    minutes: int | None = None,
    kind: ReaderKind | None = None,
    themes: Iterable[Theme] = (),
) -> Reader:
    """Let somebody read in a round; a second call changes the capacity, and lets in again who had left."""
    given = {"capacity": capacity, "minutes": minutes, "kind": kind}
    reader, _ = Reader.objects.update_or_create(
        round=round_,
        user=user,
        defaults={name: value for name, value in given.items() if value is not None}
        | {"left_at": None, "left_because": ""},
    )
    reader.themes.add(*themes)
    record("reader.added", subject=user.code, by=by, now=now, year=round_.edition.year, capacity=capacity)
    return reader


@transaction.atomic
def declare_conflict(entry: Entry, *, reason: str, by: User, now: datetime) -> None:
    """Somebody is involved: the entry leaves the desk at once, and what was scored no longer counts."""
    _take_off_desk([entry.reference], by, now)
    note_conflict(entry, reason=reason, by=by, now=now)


def _take_off_desk(references: Iterable[str], reader: User, now: datetime) -> None:
    Assignment.objects.filter(entry__reference__in=list(references), reader__user=reader, ended_at=None).update(
        ended_at=now, ended_because=AssignmentEnd.CONFLICT
    )


@transaction.atomic
def tell_former_employer(
    user: User,
    *,
    municipality: Municipality | None = None,
    organisation: str = "",
    ended_on: date,
    now: datetime,
) -> tuple[Employment, list[Assignment]]:
    """Keep where a reader worked before; what that bars leaves the desk at once. Says which those were.

    The desk is locked first, because a fact holds the journal until the transaction ends.
    """
    list(Assignment.objects.select_for_update().filter(reader__user=user, ended_at=None).values_list("pk"))
    employment = tell_employment(user, municipality=municipality, organisation=organisation, ended_on=ended_on, now=now)
    return employment, take_barred_off_desk(user, now=now)


@transaction.atomic
def take_barred_off_desk(user: User, *, now: datetime) -> list[Assignment]:
    """End what a reader may not judge any more, and what was scored no longer counts. A second call finds nothing."""
    barred = barred_assignments(user)
    Assignment.objects.filter(pk__in=[row.pk for row in barred]).update(
        ended_at=now, ended_because=AssignmentEnd.CONFLICT
    )
    for row in barred:
        record("assignment.barred", subject=row.entry.reference, by=user.code, now=now, assignment=row.code)
    return barred


@transaction.atomic
def leave_round(reader: Reader, *, reason: str, by: User, now: datetime) -> int:
    """A reader stops: what is finished stays and counts, the rest leaves the desk. Says how many those were."""
    locked = _locked(reader)
    words = single_line(reason)
    refuse(
        why_not_leave(has_left=locked.left_at is not None, is_round_closed=locked.round.has_ended(now), reason=words)
    )
    unfinished = Assignment.objects.filter(reader=locked, ended_at=None, done_at=None)
    n_ended = Assignment.objects.filter(pk__in=list(unfinished.values_list("pk", flat=True))).update(
        ended_at=now, ended_because=AssignmentEnd.READER_LEFT
    )
    locked.left_at, locked.left_because = now, words
    locked.save(update_fields=["left_at", "left_because"])
    record("reader.left", subject=locked.user.code, by=by.code, now=now, **locked.round.where, n_ended=n_ended)
    return n_ended


@transaction.atomic
def return_to_round(reader: Reader, *, by: User, now: datetime) -> int:
    """The reader goes on after all and gets back what left the desk, save where involved since. Says how many."""
    locked = _locked(reader)
    refuse(why_not_return(has_left=locked.left_at is not None, is_round_closed=locked.round.has_ended(now)))
    gone = Assignment.objects.filter(
        reader=locked, ended_at=locked.left_at, ended_because=AssignmentEnd.READER_LEFT
    ).exclude(entry__in=conflicts_in(locked.round.edition).filter(user=locked.user).values("entry"))
    n_back = gone.update(ended_at=None, ended_because="")
    locked.left_at, locked.left_because = None, ""
    locked.save(update_fields=["left_at", "left_because"])
    record("reader.returned", subject=locked.user.code, by=by.code, now=now, **locked.round.where, n_back=n_back)
    return n_back


@transaction.atomic
def accept_rules(reader: Reader, *, by: User, now: datetime) -> None:
    """The reader knows how reading goes. A second call changes nothing."""
    locked = _locked(reader)
    if locked.accepted_rules_at is None:
        locked.accepted_rules_at = now
        locked.save(update_fields=["accepted_rules_at"])
        record("reader.accepted_rules", subject=by.code, by=by.code, now=now, **locked.round.where)


@transaction.atomic
def declare_interests(reader: Reader, interests: Mapping[Entry, str], *, by: User, now: datetime) -> None:
    """Where the reader is involved, with a reason for each entry; an empty list says nowhere.

    Each entry leaves the desk at once. More may be declared later; nothing is taken back here.
    """
    locked = _locked(reader)
    refuse(
        why_not_declare(has_accepted_rules=locked.accepted_rules_at is not None, is_over=locked.round.has_ended(now))
    )
    reasons = {entry.reference: reason for entry, reason in interests.items()}
    _take_off_desk(reasons, by, now)
    note_interests(locked.round.edition, reasons, by=by, now=now)
    locked.declared_interests_at = now
    locked.save(update_fields=["declared_interests_at"])
    values = {"n_declared": len(interests), **locked.round.where}
    record("reader.declared_interests", subject=by.code, by=by.code, now=now, **values)


@transaction.atomic
def set_aside(assignment: Assignment, *, by: User, now: datetime) -> None:
    """The reader wants this entry later: it goes to the end of the list."""
    locked = Assignment.objects.select_for_update(of=("self",)).select_related("entry").get(pk=assignment.pk)
    locked.set_aside_at = now
    locked.save(update_fields=["set_aside_at"])
    record("assignment.set_aside", subject=locked.entry.reference, by=by.code, now=now, assignment=locked.code)


@transaction.atomic
def choose_shortcuts(*, uses: bool, by: User, now: datetime) -> None:
    """Keys of one letter on or off, in every round in which somebody reads."""
    Reader.objects.filter(user=by).update(uses_shortcuts=uses)
    record("reader.chose_shortcuts", subject=by.code, by=by.code, now=now, uses=uses)


@transaction.atomic
def reopen_reader(reader: Reader, reason: str, *, by: User, now: datetime) -> None:
    """Let a reader who gave a final word change scores again; the reader sees why."""
    locked = _locked(reader)
    refuse(
        why_not_reopen(
            is_finalised=locked.finalised_at is not None,
            is_over=locked.round.has_ended(now),
            reason=reason,
        )
    )
    locked.finalised_at, locked.reopened_at, locked.reopened_because = None, now, reason.strip()
    locked.save(update_fields=["finalised_at", "reopened_at", "reopened_because"])
    record("reader.reopened", subject=locked.user.code, by=by.code, now=now, **locked.round.where)


def note_progress(assignment: Assignment, *, is_done: bool, now: datetime) -> None:
    """A scorecard was begun or finished, or is open again. Part of the change to the card, so it records nothing."""
    assignment.begun_at = assignment.begun_at or now
    assignment.done_at = now if is_done else None
    assignment.save(update_fields=["begun_at", "done_at"])


def _locked(reader: Reader) -> Reader:
    return (
        Reader.objects.select_for_update(of=("self",))
        .select_related("round__edition", "user__municipality")
        .get(pk=reader.pk)
    )
