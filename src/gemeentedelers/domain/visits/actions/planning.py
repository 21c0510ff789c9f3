from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from gemeentedelers.domain.entries.queries import role_in
from gemeentedelers.domain.entries.rules import Deed, why_not_do
from gemeentedelers.domain.people.models import User
from gemeentedelers.domain.visits.models import MomentProposal, Visit, VisitAssessor
from gemeentedelers.domain.visits.queries import Trip, trip_of
from gemeentedelers.domain.visits.rules import VisitObstacle
from gemeentedelers.domain.visits.rules.planning import (
    OfferStatus,
    VisitWay,
    why_not_cancel,
    why_not_choose,
    why_not_decline,
    why_not_offer,
)
from gemeentedelers.foundation.journal.actions import record
from gemeentedelers.foundation.refusals import Refusal, refuse


def locked_visit(visit: Visit) -> Visit:
    return Visit.objects.select_for_update(of=("self",)).select_related("entry").get(pk=visit.pk)


def refuse_strangers(visit: Visit, by: User) -> None:
    """Only the two assessors of a visit work on it."""
    if not VisitAssessor.objects.filter(visit=visit, user=by, left_at=None).exists():
        refuse(Refusal(VisitObstacle.NOT_YOUR_VISIT))


@transaction.atomic
def offer_moments(
    visit: Visit,
    moments: Sequence[datetime],
    *,
    way: VisitWay,
    place: str,
    message: str = "",
    by: User,
    now: datetime,
) -> MomentProposal:
    """Offer the team moments to choose from. They take the place of moments that were still open."""
    trip = _locked_trip(visit)
    refuse_strangers(visit, by)
    is_planned = trip.appointment is not None
    refuse(why_not_offer(moments, way=way, place=place, message=message, is_planned=is_planned, now=now))
    _settle(trip.offer, OfferStatus.REPLACED, by=by, now=now)
    offer = MomentProposal.objects.create(
        visit=visit,
        moments=sorted(moments),
        way=way,
        location=place.strip(),
        message=message.strip(),
        offered_by=by,
        offered_at=now,
    )
    _record("visit.moments_offered", trip, by, now, offer=offer.code)
    return offer


@transaction.atomic
def choose_moment(visit: Visit, moment: datetime, *, by: User, now: datetime) -> MomentProposal:
    """The team takes one of the moments that are open: the visit is planned. The same choice again changes nothing."""
    trip = _locked_trip(visit)
    refuse(why_not_do(Deed.WRITE, role=role_in(trip.entry, by)))
    if trip.appointment is not None and trip.appointment.chosen == moment:
        return trip.appointment
    offer = trip.offer
    is_planned = trip.appointment is not None
    refuse(why_not_choose(moment, offered=offer.moments if offer else None, is_planned=is_planned, now=now))
    assert offer is not None
    offer.chosen = moment
    _settle(offer, OfferStatus.CHOSEN, by=by, now=now)
    _count_change(trip.visit)
    _record("visit.planned", trip, by, now, offer=offer.code)
    return offer


@transaction.atomic
def decline_moments(visit: Visit, *, reason: str, by: User, now: datetime) -> None:
    """The team asks for other moments, and says why."""
    trip = _locked_trip(visit)
    refuse(why_not_do(Deed.WRITE, role=role_in(trip.entry, by)))
    refuse(why_not_decline(has_offer=trip.offer is not None, reason=reason))
    assert trip.offer is not None
    _settle(trip.offer, OfferStatus.DECLINED, by=by, now=now, reason=reason)
    _record("visit.moments_declined", trip, by, now, offer=trip.offer.code)


@transaction.atomic
def cancel_visit(visit: Visit, *, reason: str, by: User, now: datetime) -> None:
    """Call the appointment off; the visit is to be planned again. Both sides may, until it begins."""
    trip = _locked_trip(visit)
    if why_not_do(Deed.WRITE, role=role_in(trip.entry, by)) is not None:
        refuse_strangers(visit, by)
    appointment = trip.appointment
    refuse(why_not_cancel(held_from=appointment.chosen if appointment else None, reason=reason, now=now))
    assert appointment is not None
    _settle(appointment, OfferStatus.CANCELLED, by=by, now=now, reason=reason)
    _count_change(trip.visit)
    _record("visit.cancelled", trip, by, now, offer=appointment.code)


def _locked_trip(visit: Visit) -> Trip:
    return trip_of(locked_visit(visit))


def _settle(offer: MomentProposal | None, status: OfferStatus, *, by: User, now: datetime, reason: str = "") -> None:
    if offer is None:
        return
    offer.status, offer.settled_by, offer.settled_at, offer.reason = status, by, now, reason.strip()
    offer.save(update_fields=["status", "settled_by", "settled_at", "reason", "chosen"])


def _count_change(visit: Visit) -> None:
    """Calendars replace an appointment by one with a higher number."""
    visit.sequence += 1
    visit.save(update_fields=["sequence"])


def _record(name: str, trip: Trip, by: User, now: datetime, **values: object) -> None:
    record(name, subject=trip.entry.reference, by=by.code, now=now, **values)
