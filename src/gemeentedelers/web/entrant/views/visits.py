"""A visit as its team lives it: a moment, the facts of the report, and the advice afterwards."""

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from gemeentedelers.domain.entries.rules import Deed
from gemeentedelers.domain.visits.actions.planning import cancel_visit, choose_moment, decline_moments
from gemeentedelers.domain.visits.actions.reporting import correct_report
from gemeentedelers.domain.visits.queries import Trip, advice_after_visit, frame_of, team_report, trip_of, visit_of
from gemeentedelers.domain.visits.rules import VisitState
from gemeentedelers.domain.visits.rules.reporting import Frame
from gemeentedelers.foundation.refusals import RefusedError
from gemeentedelers.web.entrant.access import may, own_entry, own_role
from gemeentedelers.web.entrant.visit_forms import CorrectionForm, MomentForm, WhyForm
from gemeentedelers.web.ui.appointments import appointment_file
from gemeentedelers.web.ui.doors import door
from gemeentedelers.web.ui.forms import Form
from gemeentedelers.web.ui.labels import label, sentence
from gemeentedelers.web.ui.requests import SignedInRequest

FAULTY = 422


@dataclass(frozen=True)
class Forms:
    """Every form of the page; the one that was sent holds what is wrong with it."""

    moment: MomentForm
    other: WhyForm
    off: WhyForm
    correction: CorrectionForm

    @property
    def faulty(self) -> Form | None:
        return next((form for form in (self.moment, self.other, self.off, self.correction) if form.errors), None)


def _own_trip(request: SignedInRequest, reference: str) -> Trip:
    return trip_of(get_object_or_404(visit_of(own_entry(request, reference))))


def _forms(request: SignedInRequest, trip: Trip, about: Frame, sent: str = "") -> Forms:
    answers = {sent: request.POST}
    return Forms(
        MomentForm(trip.offer.moments if trip.offer else (), answers.get("moment")),
        WhyForm(answers.get("other"), label="Waarom past geen van deze momenten?", prefix="andere"),
        WhyForm(answers.get("off"), label="Waarom zegt u af?", prefix="af"),
        CorrectionForm(_texts(trip, about), answers.get("correction")),
    )


def _texts(trip: Trip, about: Frame) -> dict[str, tuple[str, str]]:
    """What the team reads, by paragraph: its name and its text."""
    if trip.report is None or trip.report.agreed_at is None:
        return {}
    parts = trip.report.parts
    paragraphs = {key: (name, parts.paragraphs.get(key, "")) for key, name in about.criteria.items()}
    found = {
        claim.key: (claim.text, f"{label(finding.mark)}. {finding.note}".strip())
        for claim in about.claims
        if (finding := parts.findings.get(claim.key)) and finding.mark
    }
    return {**paragraphs, **found}


@require_safe
@door()
def visit(request: SignedInRequest, reference: str) -> HttpResponse:
    trip = _own_trip(request, reference)
    about = frame_of(trip.visit)
    return _page(request, trip, about, _forms(request, trip, about))


def _page(request: SignedInRequest, trip: Trip, about: Frame, forms: Forms) -> HttpResponse:
    state, held_from = trip.state(request.now), trip.course.held_from
    context = {
        "entry": trip.entry,
        "trip": trip,
        "state": state,
        "forms": forms,
        "may_answer": may(Deed.WRITE, own_role(request, trip.entry)),
        "is_held": held_from is not None and request.now >= held_from,
        "can_cancel": held_from is not None and request.now < held_from,
        "is_correcting": state is VisitState.CORRECTING,
        "report": team_report(trip, about),
        "advice": advice_after_visit(trip.entry),
    }
    return render(request, "entrant/entry_visit.html", context, status=FAULTY if forms.faulty else 200)


@require_POST
@door()
def choose(request: SignedInRequest, reference: str) -> HttpResponse:
    def work(trip: Trip, forms: Forms) -> str:
        choose_moment(trip.visit, forms.moment.moment, by=request.user, now=request.now)
        return "Het bezoek is gepland. Iedereen krijgt een mail met de afspraak."

    return _done(request, reference, "moment", work)


@require_POST
@door()
def other_moments(request: SignedInRequest, reference: str) -> HttpResponse:
    def work(trip: Trip, forms: Forms) -> str:
        decline_moments(trip.visit, reason=forms.other.cleaned_data["reason"], by=request.user, now=request.now)
        return "De assessoren stellen andere momenten voor. U krijgt daarvan een mail."

    return _done(request, reference, "other", work)


@require_POST
@door()
def cancel(request: SignedInRequest, reference: str) -> HttpResponse:
    def work(trip: Trip, forms: Forms) -> str:
        cancel_visit(trip.visit, reason=forms.off.cleaned_data["reason"], by=request.user, now=request.now)
        return "Het bezoek is afgezegd. De assessoren krijgen een mail met uw reden."

    return _done(request, reference, "off", work)


@require_POST
@door()
def correct(request: SignedInRequest, reference: str) -> HttpResponse:
    def work(trip: Trip, forms: Forms) -> str:
        wrong = forms.correction.wrong
        correct_report(trip.visit, wrong, by=request.user, now=request.now)
        return "Dank u wel. De assessoren geven antwoord." if wrong else "Dank u wel. Het verslag gaat naar de jury."

    return _done(request, reference, "correction", work)


@require_safe
@door()
def calendar(request: SignedInRequest, reference: str) -> HttpResponse:
    return appointment_file(_own_trip(request, reference))


def _done(request: SignedInRequest, reference: str, sent: str, work: Callable[[Trip, Forms], str]) -> HttpResponse:
    """Do what one form of the page asks, or show the page again with what is wrong."""
    trip = _own_trip(request, reference)
    about = frame_of(trip.visit)
    forms = _forms(request, trip, about, sent)
    form: Form = getattr(forms, sent)
    if form.is_valid():
        try:
            messages.success(request, work(trip, forms))
            return redirect("entrant:visit", reference)
        except RefusedError as error:
            form.add_error(None, sentence(error.refusal))
    return _page(request, trip, about, forms)
