"""Mails on what happens to a visit, and a step back when somebody turns out to be tied to an entry."""

from collections.abc import Iterable, Mapping

from django.conf import settings

from gemeentedelers.domain.entries.queries import team_of
from gemeentedelers.domain.entries.rules import Deed, why_not_do
from gemeentedelers.domain.people.models import User
from gemeentedelers.domain.people.queries import people_with_role, users_by_code
from gemeentedelers.domain.people.rules import Role
from gemeentedelers.domain.visits.actions.dividing import take_barred_off_visits
from gemeentedelers.domain.visits.models import MomentProposal, Report, Visit
from gemeentedelers.domain.visits.queries import Trip, trip_of
from gemeentedelers.domain.visits.rules.planning import OfferStatus, appointment_of
from gemeentedelers.foundation.calendar import calendar_file
from gemeentedelers.foundation.journal.models import Fact
from gemeentedelers.foundation.journal.reactions import reacts_to
from gemeentedelers.foundation.mail.actions import write_message
from gemeentedelers.foundation.mail.rules import Enclosure

CALENDAR = "text/calendar"


@reacts_to("visits.divided")
def tell_of_portfolio(fact: Fact) -> None:
    """One mail to everybody for whom this division brought something new."""
    for user in users_by_code(fact.values["assessors"]).values():
        _write(fact, [user], "visits/mail_portfolio.txt", {"year": fact.subject})


@reacts_to("visit.moments_offered")
def tell_of_moments(fact: Fact) -> None:
    """Unless other moments have come in their place."""
    offer = _offer(fact)
    if offer is not None and offer.status == OfferStatus.OPEN:
        _write_team(fact, _trip(fact), "visits/mail_moments.txt", {"offer": offer})


@reacts_to("visit.moments_declined")
def tell_of_declining(fact: Fact) -> None:
    _write_assessors(fact, _trip(fact), "visits/mail_declined.txt", {"offer": _offer(fact)})


@reacts_to("visit.planned")
def tell_of_appointment(fact: Fact) -> None:
    """Both sides, with the appointment for their calendar."""
    trip, offer = _trip(fact), _offer(fact)
    if offer is not None and offer.status == OfferStatus.CHOSEN:
        _write_both(fact, trip, offer, "planned")


@reacts_to("visit.cancelled")
def tell_of_cancelling(fact: Fact) -> None:
    offer = _offer(fact)
    if offer is not None:
        _write_both(fact, _trip(fact), offer, "cancelled")


@reacts_to("visit.view_handed_in")
def tell_that_views_are_in(fact: Fact) -> None:
    """Only the last one of the two is news."""
    trip = _trip(fact)
    if trip.are_views_complete and max(trip.course.handed_in) == fact.at:
        _write_assessors(fact, trip, "visits/mail_views_in.txt", {})


@reacts_to("visit.report_written")
def tell_of_report(fact: Fact) -> None:
    _write_assessors(fact, _trip(fact), "visits/mail_report.txt", {}, but=fact.actor)


@reacts_to("visit.report_agreed")
def tell_team_of_report(fact: Fact) -> None:
    trip = _trip(fact)
    _write_team(fact, trip, "visits/mail_correct.txt", {"report": trip.report})


@reacts_to("visit.report_corrected")
def tell_of_corrections(fact: Fact) -> None:
    context = {"n_corrections": fact.values["n_corrections"]}
    _write_assessors(fact, _trip(fact), "visits/mail_corrected.txt", context)


@reacts_to("visits.advice_released")
def tell_of_advice(fact: Fact) -> None:
    released = Report.objects.filter(visit__entry__edition__year=int(fact.subject), advice_released_at=fact.at)
    for report in released.select_related("visit"):
        _write_team(fact, trip_of(report.visit), "visits/mail_advice.txt", {})


@reacts_to("visit.assessor_left")
def tell_organisers(fact: Fact) -> None:
    trip = _trip(fact)
    organisers = people_with_role(Role.ORGANISER, trip.entry.edition.year)
    _write(fact, organisers, "visits/mail_assessor_left.txt", {"entry": trip.entry})


@reacts_to("conflict.declared")
def step_back(fact: Fact) -> None:
    for user in users_by_code([fact.actor]).values():
        take_barred_off_visits(user, now=fact.at)


@reacts_to("employment.told")
def step_back_from_former_employer(fact: Fact) -> None:
    for user in users_by_code([fact.subject]).values():
        take_barred_off_visits(user, now=fact.at)


def _trip(fact: Fact) -> Trip:
    return trip_of(Visit.objects.get(entry__reference=fact.subject))


def _offer(fact: Fact) -> MomentProposal | None:
    return MomentProposal.objects.filter(code=fact.values["offer"]).select_related("settled_by").first()


def _write_both(fact: Fact, trip: Trip, offer: MomentProposal, what: str) -> None:
    appointment = appointment_of(
        code=trip.visit.code,
        sequence=trip.visit.sequence,
        host=settings.SITE_URL,
        title=trip.entry.title,
        municipality=trip.entry.municipality.name,
        place=offer.location,
        chosen=offer.chosen,
        stamp=fact.at,
        is_cancelled=offer.status == OfferStatus.CANCELLED,
    )
    enclosed = [Enclosure("bezoek.ics", CALENDAR, calendar_file(appointment, maker="GemeenteDelers"))]
    context = {"offer": offer, "is_team": True}
    _write_team(fact, trip, f"visits/mail_{what}.txt", context, enclosed)
    _write_assessors(fact, trip, f"visits/mail_{what}.txt", {**context, "is_team": False}, enclosed=enclosed)


def _write_team(
    fact: Fact,
    trip: Trip,
    template: str,
    context: Mapping[str, object],
    enclosed: Iterable[Enclosure] = (),
) -> None:
    """Those of the team who may answer."""
    writers = [
        member.user
        for member in team_of(trip.entry).filter(user__is_active=True)
        if why_not_do(Deed.WRITE, role=member.part) is None
    ]
    _write(fact, writers, template, {**context, "entry": trip.entry, "visit": trip.visit}, enclosed)


def _write_assessors(
    fact: Fact,
    trip: Trip,
    template: str,
    context: Mapping[str, object],
    *,
    but: str = "",
    enclosed: Iterable[Enclosure] = (),
) -> None:
    people = [seat.user for seat in trip.assessors if seat.user.code != but]
    _write(fact, people, template, {**context, "entry": trip.entry, "visit": trip.visit}, enclosed)


def _write(
    fact: Fact,
    people: Iterable[User],
    template: str,
    context: Mapping[str, object],
    enclosed: Iterable[Enclosure] = (),
) -> None:
    """A key for each fact, subject and person, so that a second run writes none."""
    entry = context.get("entry")
    about = getattr(entry, "reference", fact.subject)
    for user in people:
        write_message(
            key=f"{fact.name}:{fact.number}:{about}:{user.code}",
            to=user.email,
            template=template,
            context={**context, "user": user, "at": fact.at},
            now=fact.at,
            attachments=list(enclosed),
        )
