"""When a finalist is on, and the file for the calendar."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.views.decorators.http import require_safe

from gemeentedelers.domain.pitches.queries import clock_of, expected_on, pitch_day_of, pitch_of, pitches_on
from gemeentedelers.foundation.calendar import Appointment
from gemeentedelers.web.entrant.access import own_entry
from gemeentedelers.web.ui.appointments import calendar_answer
from gemeentedelers.web.ui.doors import door
from gemeentedelers.web.ui.durations import in_words
from gemeentedelers.web.ui.requests import SignedInRequest
from gemeentedelers.web.ui.templatetags.ui import hour

if TYPE_CHECKING:
    from gemeentedelers.domain.entries.models import Entry
    from gemeentedelers.domain.pitches.models import PitchDay
    from gemeentedelers.domain.pitches.queries import PlannedPitch


@require_safe
@door()
def pitch(request: SignedInRequest, reference: str) -> HttpResponse:
    entry = own_entry(request, reference)
    day, planned = _planned(entry)
    moment = expected_on(day, pitches_on(day), request.now)[planned.slot.pk]
    clock = clock_of(entry.edition)
    context = {
        "entry": entry,
        "items": _items(day, planned, moment),
        "day": day,
        "pitch": planned,
        "moment": moment,
        "is_later": moment > planned.begins_at,
        "is_now": clock is not None and clock.slot_id == planned.slot.pk,
        "wait": in_words(moment - request.now) if moment.date() == request.now.date() and moment > request.now else "",
    }
    return render(request, "entrant/entry_pitch.html", context)


@require_safe
@door()
def appointment(request: SignedInRequest, reference: str) -> HttpResponse:
    """The promised time: the file keeps its identifier, so that a calendar replaces what it had."""
    entry = own_entry(request, reference)
    day, planned = _planned(entry)
    address = request.build_absolute_uri(reverse("entrant:pitch", args=[reference]))
    return calendar_answer(
        Appointment(
            identifier=f"pitch-{planned.slot.code}@gemeentedelers",
            sequence=day.n_published,
            stamp=day.published_at or request.now,
            begins=planned.slot.told_at or planned.begins_at,
            ends=(planned.slot.told_at or planned.begins_at) + day.slot_length,
            title=f"Pitch {entry.title}, {day.edition.name}",
            place=day.place,
            details="Wees een halfuur eerder in de zaal.",
            url=address,
        ),
        file_name=f"pitch-{reference}.ics",
    )


def _items(day: "PitchDay", planned: "PlannedPitch", moment: datetime) -> list[dict[str, str]]:
    promised = f" Gepland was {hour(planned.begins_at)}." if moment > planned.begins_at else ""
    material = "In de zaal gecontroleerd" if planned.slot.works else "Nog te controleren: wees een halfuur eerder"
    rows = {
        "Dag": date_format(localtime(planned.begins_at), "l j F Y"),
        "Tijd": f"{hour(moment)}.{promised}" if promised else hour(moment),
        "Plaats": day.place,
        "Duur": in_words(day.slot_length),
        "Beurt": f"Pitch {planned.position}, categorie {planned.category.name}",
        "Materiaal": material,
    }
    return [{"label": label, "value": value} for label, value in rows.items()]


def _planned(entry: "Entry") -> "tuple[PitchDay, PlannedPitch]":
    """Nothing before the order is published, and nothing for who is not in the final."""
    day, planned = pitch_day_of(entry.edition), pitch_of(entry)
    if day is None or planned is None:
        raise Http404
    return day, planned
