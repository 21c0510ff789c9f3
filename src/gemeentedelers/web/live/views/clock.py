"""The clock of the pitches: for the hall, and the buttons behind it."""

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from gemeentedelers.domain.editions.queries import editions
from gemeentedelers.domain.entries.queries import participating_municipalities
from gemeentedelers.domain.municipalities.queries import tile_map
from gemeentedelers.domain.people.rules import OPERATORS
from gemeentedelers.domain.pitches.actions import press_clock
from gemeentedelers.domain.pitches.queries import clock_of, expected_on, next_pitch, pitch_day_of, pitches_on
from gemeentedelers.domain.pitches.rules.clock import presses_of
from gemeentedelers.domain.pitches.rules.frames import seconds
from gemeentedelers.foundation.broadcasts.queries import newest_on
from gemeentedelers.foundation.refusals import RefusedError
from gemeentedelers.web.live.access import edition_to_operate, way_back
from gemeentedelers.web.live.clock_forms import PressForm
from gemeentedelers.web.live.clock_screen import ClockScreen
from gemeentedelers.web.live.topics import stream_of, topic_of
from gemeentedelers.web.ui.doors import door
from gemeentedelers.web.ui.labels import sentence
from gemeentedelers.web.ui.requests import SignedInRequest, TimedRequest
from gemeentedelers.web.ui.tiles import drawn

if TYPE_CHECKING:
    from gemeentedelers.domain.editions.models import Edition


@require_safe
def clock(request: TimedRequest, year: int) -> HttpResponse:
    """What the hall sees, and whoever follows on a telephone: nothing but what was broadcast."""
    shown = get_object_or_404(editions(), year=year, is_archived=False)
    day = pitch_day_of(shown)
    if day is None or day.published_at is None:
        raise Http404
    context = {
        "edition": shown,
        "day": day,
        "screen": _screen(shown, request),
        "stream": stream_of(year, "pitch"),
        "map": drawn(tile_map(), lit=participating_municipalities(shown)),
    }
    return render(request, "live/clock.html", context)


def _screen(shown: "Edition", request: TimedRequest) -> ClockScreen:
    topic = topic_of(shown.year, "pitch")
    assert topic is not None
    return ClockScreen.of(newest_on(topic), request.now)


@require_safe
@door(*OPERATORS)
def control(request: SignedInRequest, year: int) -> HttpResponse:
    """The state of the clock, what can be pressed now, and the list of the day."""
    shown = edition_to_operate(request.user, year)
    day, row = pitch_day_of(shown), clock_of(shown)
    crumbs = way_back(request.user, shown, office="office:pitch_day", page="Klok")
    if day is None or row is None:
        return render(request, "live/control_empty.html", {"edition": shown, "crumbs": crumbs}, status=404)
    pitches = pitches_on(day)
    moments = expected_on(day, pitches, request.now)
    state, left = row.clock, row.clock.left_at(request.now)
    context = {
        "edition": shown,
        "crumbs": crumbs,
        "day": day,
        "row": row,
        "kind": state.kind_at(request.now),
        "left": seconds(left) if left is not None else None,
        "current": next((pitch for pitch in pitches if pitch.slot.pk == row.slot_id), None),
        "following": next_pitch(pitches, row),
        "presses": presses_of(state, request.now),
        "pitches": [(pitch, moments[pitch.slot.pk]) for pitch in pitches],
        "screen": _screen(shown, request),
        "stream": stream_of(year, "pitch"),
        "n_done": sum(pitch.slot.ended_at is not None for pitch in pitches),
    }
    return render(request, "live/control.html", context)


@require_POST
@door(*OPERATORS)
def press(request: SignedInRequest, year: int) -> HttpResponse:
    """One press, on the state that the operator saw."""
    shown = edition_to_operate(request.user, year)
    form = PressForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Deze knop is niet bekend. Kies een van de knoppen op deze pagina.")
        return redirect("live:control", year)
    pressed = form.cleaned_data
    try:
        press_clock(
            shown,
            pressed["press"],
            expected=pressed["expected"],
            reference=pressed["reference"],
            by=request.user,
            now=request.now,
        )
    except RefusedError as error:
        messages.error(request, sentence(error.refusal))
    return redirect(f"{reverse('live:control', args=[year])}#stand")
