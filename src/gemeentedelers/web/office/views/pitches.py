from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from gemeentedelers.domain.people.rules import OFFICE
from gemeentedelers.domain.pitches.actions import (
    arrange,
    draw_order,
    move_pitch,
    plan_day,
    promise_order,
    publish_order,
    set_break,
    swap_pitches,
    try_material,
)
from gemeentedelers.domain.pitches.queries import pitch_day_of, slots_of
from gemeentedelers.foundation.refusals import RefusedError
from gemeentedelers.web.office.access import edition_in_sight, edition_to_run
from gemeentedelers.web.office.frame import frame
from gemeentedelers.web.office.pitch_forms import (
    ArrangeForm,
    BreakForm,
    MaterialForm,
    MoveForm,
    PlanForm,
    PromiseForm,
    SeedForm,
)
from gemeentedelers.web.office.pitching import programme_of
from gemeentedelers.web.ui.doors import door
from gemeentedelers.web.ui.labels import sentence
from gemeentedelers.web.ui.requests import SignedInRequest

if TYPE_CHECKING:
    from gemeentedelers.domain.editions.models import Edition
    from gemeentedelers.domain.pitches.models import PitchDay

WRONG = "Dat kon niet worden bewaard. Ververs de pagina en probeer het opnieuw."


@require_safe
@door(*OFFICE)
def pitch_day(request: SignedInRequest, year: int) -> HttpResponse:
    """The day, its order with the reasons, and everything that can still be changed."""
    return _page(request, edition_in_sight(request.user, year))


@require_safe
@door(*OFFICE)
def printed(request: SignedInRequest, year: int) -> HttpResponse:
    """On paper beside the stage: for when every screen is dark."""
    shown = edition_in_sight(request.user, year)
    day = pitch_day_of(shown)
    if day is None:
        raise Http404
    context = {"edition": shown, "day": day, "programme": programme_of(day, request.now)}
    return render(request, "office/pitch_day_print.html", context)


@require_POST
@door(*OFFICE)
def plan(request: SignedInRequest, year: int) -> HttpResponse:
    shown = edition_to_run(request.user, year)
    form = PlanForm(request.POST)
    if not form.is_valid():
        return _page(request, shown, plan_form=form)
    return _done(
        request,
        shown,
        form,
        lambda: plan_day(shown, form.wanted, by=request.user, now=request.now),
        "De pitchdag is gepland.",
    )


@require_POST
@door(*OFFICE)
def order(request: SignedInRequest, year: int) -> HttpResponse:
    """Ask for the order that suits the jury best."""
    shown, day = _day_to_run(request, year)
    form = ArrangeForm(request.POST)
    if not form.is_valid():
        return _page(request, shown, arrange_form=form)
    said = form.cleaned_data
    seed = f"{year}-{request.now.isoformat()}"
    return _done(
        request,
        shown,
        form,
        lambda: arrange(
            day,
            said["arrangement"],
            n_breaks=said["n_breaks"],
            seed=seed,
            by=request.user,
            now=request.now,
        ),
        "De volgorde is gemaakt. Controleer hem en maak hem bekend.",
    )


@require_POST
@door(*OFFICE)
def move(request: SignedInRequest, year: int) -> HttpResponse:
    """One place earlier or later, or in each other's place."""
    shown, day = _day_to_run(request, year)
    form = MoveForm(request.POST)
    if not form.is_valid():
        return _refused(request, year, WRONG)
    said, seen = form.cleaned_data, form.cleaned_data["seen"].split()
    reference, other = said["reference"], said["with_reference"]
    step = said["step"] or 0
    return _done(
        request,
        shown,
        None,
        lambda: (
            swap_pitches(day, reference, other, seen=seen, by=request.user, now=request.now)
            if other
            else move_pitch(day, reference, step, seen=seen, by=request.user, now=request.now)
        ),
        "De volgorde is gewijzigd.",
    )


@require_POST
@door(*OFFICE)
def pause(request: SignedInRequest, year: int) -> HttpResponse:
    shown, day = _day_to_run(request, year)
    form = BreakForm(request.POST)
    if not form.is_valid():
        return _refused(request, year, WRONG)
    minutes = form.cleaned_data["minutes"]
    length = timedelta(minutes=minutes) if minutes else None
    after = form.cleaned_data["after"]
    return _done(
        request,
        shown,
        None,
        lambda: set_break(day, after, length, by=request.user, now=request.now),
        "De pauze is bewaard." if length else "De pauze is weg.",
    )


@require_POST
@door(*OFFICE)
def promise(request: SignedInRequest, year: int) -> HttpResponse:
    shown, day = _day_to_run(request, year)
    form = PromiseForm(request.POST)
    if not form.is_valid():
        return _page(request, shown, promise_form=form)
    said = form.cleaned_data["promise"]
    return _done(
        request,
        shown,
        form,
        lambda: promise_order(day, said, by=request.user, now=request.now),
        "Vastgelegd. Trek de loten als de uitkomst bekend is.",
    )


@require_POST
@door(*OFFICE)
def draw(request: SignedInRequest, year: int) -> HttpResponse:
    shown, day = _day_to_run(request, year)
    form = SeedForm(request.POST)
    if not form.is_valid():
        return _page(request, shown, seed_form=form)
    seed = form.cleaned_data["seed"]
    return _done(
        request,
        shown,
        form,
        lambda: draw_order(day, seed, by=request.user, now=request.now),
        "Het lot heeft de volgorde bepaald.",
    )


@require_POST
@door(*OFFICE)
def publish(request: SignedInRequest, year: int) -> HttpResponse:
    shown, day = _day_to_run(request, year)
    return _done(
        request,
        shown,
        None,
        lambda: publish_order(day, by=request.user, now=request.now),
        "De volgorde is bekend. De finalisten krijgen hun tijd per mail.",
    )


@require_POST
@door(*OFFICE)
def material(request: SignedInRequest, year: int, reference: str) -> HttpResponse:
    shown, _ = _day_to_run(request, year)
    slot = get_object_or_404(slots_of(shown), finalist__entry__reference=reference)
    form = MaterialForm(request.POST)
    if not form.is_valid():
        return _refused(request, year, " ".join(map(str, form.errors.get("note", [WRONG]))))
    said = form.cleaned_data
    return _done(
        request,
        shown,
        None,
        lambda: try_material(slot, works=said["works"], note=said["note"], by=request.user, now=request.now),
        "Bewaard of het materiaal in de zaal werkt.",
    )


def _day_to_run(request: SignedInRequest, year: int) -> "tuple[Edition, PitchDay]":
    shown = edition_to_run(request.user, year)
    day = pitch_day_of(shown)
    if day is None:
        raise Http404
    return shown, day


def _done(
    request: SignedInRequest, shown: "Edition", form: forms.Form | None, act: Callable[[], object], words: str
) -> HttpResponse:
    """A refusal comes back with what was typed, or as a message when nothing was."""
    try:
        act()
    except RefusedError as error:
        if isinstance(form, PlanForm):
            form.add_error(None, sentence(error.refusal))
            return _page(request, shown, plan_form=form)
        return _refused(request, shown.year, sentence(error.refusal))
    messages.success(request, words)
    return redirect("office:pitch_day", shown.year)


def _refused(request: SignedInRequest, year: int, words: str) -> HttpResponse:
    messages.error(request, words)
    return redirect("office:pitch_day", year)


def _page(
    request: SignedInRequest,
    shown: "Edition",
    *,
    plan_form: PlanForm | None = None,
    arrange_form: ArrangeForm | None = None,
    promise_form: PromiseForm | None = None,
    seed_form: SeedForm | None = None,
) -> HttpResponse:
    day = pitch_day_of(shown)
    faulty = plan_form or arrange_form or promise_form or seed_form
    context = {
        "day": day,
        "programme": programme_of(day, request.now) if day is not None else None,
        "plan_form": plan_form or PlanForm.of(day),
        "arrange_form": arrange_form or ArrangeForm(),
        "promise_form": promise_form or PromiseForm(),
        "seed_form": seed_form or SeedForm(),
        "faulty": faulty,
        "swap_fields": (("reference", "Deze pitch"), ("with_reference", "wisselt met")),
    }
    status = 422 if faulty else 200
    return render(request, "office/pitch_day.html", {**context, **frame(request, shown)}, status=status)
