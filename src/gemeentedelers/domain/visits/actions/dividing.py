from collections.abc import Collection, Mapping
from datetime import datetime

from django.db import transaction

from gemeentedelers.domain.editions.models import Edition
from gemeentedelers.domain.entries.models import Entry
from gemeentedelers.domain.entries.queries import newest_versions
from gemeentedelers.domain.people.models import User
from gemeentedelers.domain.people.queries import users_by_code
from gemeentedelers.domain.visits.models import Visit, VisitAssessor
from gemeentedelers.domain.visits.queries import divided_now, panel_in, references_to_visit, seats_in_the_way
from gemeentedelers.domain.visits.rules.dividing import why_not_divide
from gemeentedelers.foundation.journal.actions import record
from gemeentedelers.foundation.refusals import refuse


@transaction.atomic
def divide_visits(
    edition: Edition, wanted: Mapping[str, Collection[str]], *, by: User, now: datetime
) -> dict[str, frozenset[str]]:
    """Say which two assessors visit which entry; entries that are not named stay as they are. All or nothing.

    Returns what is new, by reference; the fact mails the people for whom something is new. Who is taken off keeps
    nothing on the desk; what they noted stays stored.
    """
    locked = Edition.objects.select_for_update().get(pk=edition.pk)
    refuse(
        why_not_divide(
            wanted,
            is_out=locked.shortlist_is_out(now),
            shortlist=references_to_visit(locked, now),
            panel=panel_in(locked),
        )
    )
    before = divided_now(locked)
    changed = {
        reference: frozenset(codes)
        for reference, codes in wanted.items()
        if frozenset(codes) != before.get(reference, frozenset())
    }
    if not changed:
        return {}
    _write(changed, now)
    fresh = {reference: codes - before.get(reference, frozenset()) for reference, codes in changed.items()}
    record(
        "visits.divided",
        subject=str(locked.year),
        by=by.code,
        now=now,
        n_visits=len(changed),
        assessors=sorted({code for codes in fresh.values() for code in codes}),
    )
    return fresh


def _write(changed: Mapping[str, frozenset[str]], now: datetime) -> None:
    entries = Entry.objects.filter(reference__in=changed)
    versions, people = newest_versions(entries), users_by_code({code for codes in changed.values() for code in codes})
    for entry in entries.order_by("reference"):
        visit, _ = Visit.objects.get_or_create(entry=entry, defaults={"version": versions[entry.pk], "made_at": now})
        wanted = {people[code] for code in changed[entry.reference]}
        seats = VisitAssessor.objects.filter(visit=visit, left_at=None)
        seats.exclude(user__in=wanted).update(left_at=now)
        staying = {seat.user_id: seat.place for seat in seats}
        free = sorted({1, 2} - set(staying.values()))
        coming = sorted((user for user in wanted if user.pk not in staying), key=lambda user: user.code)
        for user, place in zip(coming, free, strict=True):
            VisitAssessor.objects.create(visit=visit, user=user, place=place, since=now)


@transaction.atomic
def take_barred_off_visits(user: User, *, now: datetime) -> list[VisitAssessor]:
    """Whoever turned out to be tied to an entry does not visit it any more. A second call finds nothing.

    A report that is with the jury stays as it is.
    """
    leaving = seats_in_the_way(user)
    for seat in leaving:
        seat.left_at = now
        seat.save(update_fields=["left_at"])
    for seat in leaving:
        record("visit.assessor_left", subject=seat.visit.entry.reference, by=user.code, now=now)
    return leaving
