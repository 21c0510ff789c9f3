from datetime import date, datetime

from django.db import transaction
from django.utils.timezone import localtime

from gemeentedelers.domain.people.models import User
from gemeentedelers.domain.visits.actions.planning import locked_visit, refuse_strangers
from gemeentedelers.domain.visits.models import Photo, View, Visit, VisitAssessor
from gemeentedelers.domain.visits.queries import frame_of, trip_of
from gemeentedelers.domain.visits.rules import VisitObstacle
from gemeentedelers.domain.visits.rules.viewing import (
    Seen,
    why_not_add_photo,
    why_not_consent,
    why_not_hand_in,
    why_not_keep,
)
from gemeentedelers.foundation.files.actions import Readable, discard_file, store_file
from gemeentedelers.foundation.files.rules import clean_name, kind_named
from gemeentedelers.foundation.journal.actions import record
from gemeentedelers.foundation.refusals import Refusal, refuse


@transaction.atomic
def keep_view(visit: Visit, seen: Seen, *, number: int, by: User, now: datetime) -> View:
    """Keep everything that an assessor wrote down so far. Only their own view; the same view again changes nothing.

    `number` says which version they had before them; a newer one of another device is never written over. What is
    typed all day is not a fact.
    """
    refuse_strangers(visit, by)
    seat = VisitAssessor.objects.select_for_update().get(visit=visit, user=by, left_at=None)
    view = View.objects.filter(assessor=seat).first() or View(assessor=seat, saved_at=now)
    content = seen.as_json()
    if view.number and view.content == content and view.handed_in_at is None:
        return view
    is_handed_in = view.handed_in_at is not None
    refuse(why_not_keep(seen, is_handed_in=is_handed_in, number=number, stored_number=view.number))
    view.content, view.number, view.saved_at = content, view.number + 1, now
    view.save()
    return view


@transaction.atomic
def hand_in_view(visit: Visit, *, number: int, by: User, now: datetime) -> View:
    """Give the view that was kept out of hand: from now on it stays as it is, and counts.

    `number` says which version the assessor had before them. A second call changes nothing.
    """
    locked = locked_visit(visit)
    refuse_strangers(locked, by)
    trip, frame = trip_of(locked), frame_of(locked)
    view = trip.view_of(by)
    if view is not None and view.handed_in_at is not None:
        return view
    if number != (view.number if view else 0):
        refuse(Refusal(VisitObstacle.VIEW_CHANGED))
    seen = view.seen if view else Seen()
    held_from = trip.appointment.chosen if trip.appointment else None
    refuse(why_not_hand_in(seen, criteria=frame.criteria, claims=frame.claims, held_from=held_from, now=now))
    assert view is not None  # an empty view is never whole
    view.handed_in_at = now
    view.save(update_fields=["handed_in_at"])
    record("visit.view_handed_in", subject=locked.entry.reference, by=by.code, now=now)
    return view


@transaction.atomic
def add_photo(visit: Visit, content: Readable, *, name: str, alternative: str, by: User, now: datetime) -> Photo:
    """Keep a picture of a visit, after every check of `foundation.files`. Others see it once there is consent."""
    locked = locked_visit(visit)
    refuse_strangers(locked, by)
    kind = kind_named(clean_name(name))
    is_image = kind is not None and kind.is_image
    n_photos = Photo.objects.filter(visit=locked).count()
    refuse(why_not_add_photo(is_image=is_image, alternative=alternative, n_photos=n_photos))
    stored = store_file(content, name=name, by=by.code, now=now)
    photo = Photo.objects.create(visit=locked, file=stored, alternative=alternative.strip(), added_by=by, added_at=now)
    record("visit.photo_added", subject=locked.entry.reference, by=by.code, now=now, file=stored.code)
    return photo


@transaction.atomic
def note_consent(photo: Photo, *, by_whom: str, on: date, by: User, now: datetime) -> None:
    """Keep who agreed to a photo and when; from then on others may see it. The fact does not say who."""
    refuse_strangers(photo.visit, by)
    refuse(why_not_consent(by_whom=by_whom, on=on, today=localtime(now).date()))
    Photo.objects.filter(pk=photo.pk).update(agreed_by=by_whom.strip(), agreed_on=on)
    _record_photo("visit.photo_agreed", photo, by, now)


@transaction.atomic
def withdraw_consent(photo: Photo, *, by: User, now: datetime) -> None:
    """Somebody no longer agrees: at once nobody but the assessors sees the photo. A second call changes nothing."""
    refuse_strangers(photo.visit, by)
    if Photo.objects.filter(pk=photo.pk, agreed_on__isnull=False).update(agreed_by="", agreed_on=None):
        _record_photo("visit.photo_disagreed", photo, by, now)


@transaction.atomic
def remove_photo(photo: Photo, *, by: User, now: datetime) -> None:
    refuse_strangers(photo.visit, by)
    deleted, _ = Photo.objects.filter(pk=photo.pk).delete()
    if deleted:
        discard_file(photo.file, by=by.code, now=now)
        _record_photo("visit.photo_removed", photo, by, now)


def _record_photo(name: str, photo: Photo, by: User, now: datetime) -> None:
    record(name, subject=photo.visit.entry.reference, by=by.code, now=now, file=photo.file.code)
