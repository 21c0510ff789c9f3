"""An appointment as a file for the calendar of whoever asks for it."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.http import Http404, HttpResponse

from gemeentedelers.domain.visits.rules.planning import appointment_of
from gemeentedelers.foundation.calendar import Appointment, calendar_file

if TYPE_CHECKING:
    from gemeentedelers.domain.visits.queries import Trip


def appointment_file(trip: "Trip") -> HttpResponse:
    """A visit as it is planned; 404 where nothing is planned."""
    offer = trip.appointment
    if offer is None:
        raise Http404
    appointment = appointment_of(
        code=trip.visit.code,
        sequence=trip.visit.sequence,
        host=settings.SITE_URL,
        title=trip.entry.title,
        municipality=trip.entry.municipality.name,
        place=offer.location,
        chosen=offer.chosen,
        stamp=offer.settled_at or offer.offered_at,
    )
    return calendar_answer(appointment, file_name="bezoek.ics")


def calendar_answer(appointment: Appointment, *, file_name: str) -> HttpResponse:
    content = calendar_file(appointment, maker="GemeenteDelers")
    headers = {"Content-Disposition": f'attachment; filename="{file_name}"'}
    return HttpResponse(content, content_type="text/calendar; charset=utf-8", headers=headers)
