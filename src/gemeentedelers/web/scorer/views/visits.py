"""The portfolio of an assessor, and planning one visit with its team."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from gemeentedelers.domain.entries.queries import team_of
from gemeentedelers.domain.panels.actions import declare_conflict
from gemeentedelers.domain.people.rules import Role
from gemeentedelers.domain.visits.actions.planning import cancel_visit, offer_moments
from gemeentedelers.domain.visits.rules import VisitState
from gemeentedelers.domain.visits.rules.planning import VisitWay
from gemeentedelers.foundation.refusals import RefusedError
from gemeentedelers.web.scorer.visit_forms import InvolvedForm, MomentsForm, ReasonForm
from gemeentedelers.web.scorer.visits import frame, own_trip, tasks_of
from gemeentedelers.web.ui.appointments import appointment_file
from gemeentedelers.web.ui.doors import door
from gemeentedelers.web.ui.labels import sentence
from gemeentedelers.web.ui.requests import SignedInRequest

FAULTY = 422


@require_safe
@door(Role.ASSESSOR)
def portfolio(request: SignedInRequest) -> HttpResponse:
    return render(request, "scorer/visits.html", {"tasks": tasks_of(request.user, request.now), **frame()})


@require_safe
@door(Role.ASSESSOR)
def visit(request: SignedInRequest, code: str) -> HttpResponse:
    trip = own_trip(request, code)
    state, own = trip.state(request.now), trip.view_of(request.user)
    held_from = trip.course.held_from
    context = {
        "state": state,
        "team": team_of(trip.entry),
        "colleagues": [seat.user for seat in trip.assessors if seat.user_id != request.user.pk],
        "own": own,
        "can_offer": trip.appointment is None,
        "can_cancel": held_from is not None and request.now < held_from,
        "can_report": trip.are_views_complete or trip.report is not None,
        "is_over": state is VisitState.WITH_JURY,
    }
    return render(request, "scorer/visit.html", {**context, **frame(trip)})


@require_http_methods(["GET", "HEAD", "POST"])
@door(Role.ASSESSOR)
def plan(request: SignedInRequest, code: str) -> HttpResponse:
    """Offer the team up to three moments."""
    trip = own_trip(request, code)
    form = MomentsForm(request.POST if request.method == "POST" else None, initial={"way": VisitWay.AT_THEIRS})
    if form.is_valid():
        given = form.cleaned_data
        try:
            offer_moments(
                trip.visit,
                form.moments,
                way=given["way"],
                place=given["place"],
                message=given["message"],
                by=request.user,
                now=request.now,
            )
        except RefusedError as error:
            form.add_error(None, sentence(error.refusal))
        else:
            messages.success(request, "Het team krijgt een mail met uw momenten. U hoort welk moment het kiest.")
            return redirect("scorer:visit", code)
    context = {"form": form, **frame(trip, page="Momenten voorstellen")}
    return render(request, "scorer/visit_plan.html", context, status=FAULTY if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@door(Role.ASSESSOR)
def cancel(request: SignedInRequest, code: str) -> HttpResponse:
    trip = own_trip(request, code)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            cancel_visit(trip.visit, reason=form.cleaned_data["reason"], by=request.user, now=request.now)
        except RefusedError as error:
            form.add_error(None, sentence(error.refusal))
        else:
            messages.success(request, "Het bezoek is afgezegd. Iedereen krijgt een mail met uw reden.")
            return redirect("scorer:visit", code)
    context = {"form": form, **frame(trip, page="Afzeggen")}
    return render(request, "scorer/visit_cancel.html", context, status=FAULTY if form.errors else 200)


@require_safe
@door(Role.ASSESSOR)
def calendar(request: SignedInRequest, code: str) -> HttpResponse:
    return appointment_file(own_trip(request, code))


@require_http_methods(["GET", "HEAD", "POST"])
@door(Role.ASSESSOR)
def involved(request: SignedInRequest, code: str) -> HttpResponse:
    """Who knows the people of an entry does not visit it; the visit leaves the portfolio at once."""
    trip = own_trip(request, code)
    form = InvolvedForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            declare_conflict(trip.entry, reason=form.cleaned_data["reason"], by=request.user, now=request.now)
        except RefusedError as error:
            form.add_error(None, sentence(error.refusal))
        else:
            messages.success(
                request, f"U gaat niet op bezoek bij “{trip.entry.title}”. De organisatie zoekt een ander."
            )
            return redirect("scorer:visits")
    context = {"form": form, **frame(trip, page="Betrokken")}
    return render(request, "scorer/visit_involved.html", context, status=FAULTY if form.errors else 200)
