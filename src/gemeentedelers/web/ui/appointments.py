"""A visit as a file for the calendar of whoever asks for it."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.http import Http404, HttpResponse

from gemeentedelers.domain.visits.rules.planning import appointment_of
from gemeentedelers.foundation.calendar import calendar_file

if TYPE_CHECKING:
    from gemeentedelers.domain.visits.queries import Trip


def appointment_file(trip: "Trip") -> HttpResponse:
    """The appointment as it stands; 404 where there is none."""
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
    content = calendar_file(appointment, maker="GemeenteDelers")
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="bezoek.ics"'
    return response
