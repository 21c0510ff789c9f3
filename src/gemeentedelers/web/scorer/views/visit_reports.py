"""Two views become one report: written by one, agreed by the other, corrected by the team, read by the jury."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from gemeentedelers.domain.people.rules import Role
from gemeentedelers.domain.visits.actions.reporting import (
    agree_report,
    answer_correction,
    deliver_report,
    write_report,
)
from gemeentedelers.domain.visits.queries import Trip, first_parts, frame_of, jury_report, other_views, trip_of
from gemeentedelers.domain.visits.rules.reporting import CorrectionOutcome, Frame, Parts, why_not_deliver
from gemeentedelers.domain.visits.rules.viewing import GuideQuestion
from gemeentedelers.foundation.refusals import Refusal, RefusedError
from gemeentedelers.web.scorer.visit_forms import AnswerForm, ReportForm, said
from gemeentedelers.web.scorer.visits import frame, number_in, own_trip
from gemeentedelers.web.ui.doors import door
from gemeentedelers.web.ui.labels import label, sentence
from gemeentedelers.web.ui.requests import SignedInRequest

if TYPE_CHECKING:
    from gemeentedelers.domain.people.models import User
    from gemeentedelers.domain.visits.models import Correction

FAULTY = 422


@dataclass(frozen=True)
class SideBySide:
    """What each of the two noted about one thing."""

    title: str
    own: str
    other: str


@dataclass(frozen=True)
class Remark:
    """A correction of the team with what it is about, and the form to answer it."""

    row: "Correction"
    about: str
    form: AnswerForm

    @property
    def outcome(self) -> CorrectionOutcome | None:
        return CorrectionOutcome(self.row.outcome) if self.row.outcome else None


@require_http_methods(["GET", "HEAD", "POST"])
@door(Role.ASSESSOR)
def report(request: SignedInRequest, code: str) -> HttpResponse:
    trip = own_trip(request, code)
    about = frame_of(trip.visit)
    if request.method != "POST":
        return _page(request, trip, about, ReportForm(about, parts=_parts(trip, about)))
    form = ReportForm(about, request.POST)
    if not form.is_valid():
        return _page(request, trip, about, form)
    is_ready = request.POST.get("doe") == "klaar"
    try:
        write_report(
            trip.visit,
            form.parts,
            number=number_in(request.POST),
            is_ready=is_ready,
            by=request.user,
            now=request.now,
        )
    except RefusedError as error:
        form.add_error(None, sentence(error.refusal))
        return _page(request, trip_of(trip.visit), about, form)
    messages.success(request, "Uw collega leest het verslag na." if is_ready else "Het concept is bewaard.")
    return redirect("scorer:visit_report", code)


@require_POST
@door(Role.ASSESSOR)
def agree(request: SignedInRequest, code: str) -> HttpResponse:
    trip = own_trip(request, code)
    try:
        agree_report(trip.visit, number=number_in(request.POST), by=request.user, now=request.now)
        messages.success(request, "U bent het samen eens. Het team leest nu of de feiten kloppen.")
    except RefusedError as error:
        messages.error(request, sentence(error.refusal))
    return redirect("scorer:visit_report", code)


@require_POST
@door(Role.ASSESSOR)
def answer(request: SignedInRequest, code: str, correction: str) -> HttpResponse:
    """What the assessors do with one correction."""
    trip = own_trip(request, code)
    about = frame_of(trip.visit)
    row = next((row for row in trip.corrections if row.code == correction), None)
    if row is None:
        raise Http404
    form = _answer_form(trip, row, request.POST)
    if form.is_valid():
        given = form.cleaned_data
        try:
            answer_correction(
                row,
                given["outcome"],
                answer=given["answer"],
                text=given["text"],
                mark=form.mark,
                by=request.user,
                now=request.now,
            )
        except RefusedError as error:
            form.add_error(None, sentence(error.refusal))
        else:
            messages.success(request, "Uw antwoord is bewaard. Het team leest het bij het verslag.")
            return redirect("scorer:visit_report", code)
    return _page(request, trip, about, ReportForm(about, parts=_parts(trip, about)), answering=(row, form))


@require_POST
@door(Role.ASSESSOR)
def deliver(request: SignedInRequest, code: str) -> HttpResponse:
    trip = own_trip(request, code)
    try:
        deliver_report(trip.visit, by=request.user, now=request.now)
        messages.success(request, "Het verslag ligt bij de jury.")
    except RefusedError as error:
        messages.error(request, sentence(error.refusal))
    return redirect("scorer:visit_report", code)


def _parts(trip: Trip, about: Frame) -> Parts:
    return trip.report.parts if trip.report else first_parts(trip, about)


def _page(
    request: SignedInRequest,
    trip: Trip,
    about: Frame,
    form: ReportForm,
    *,
    answering: "tuple[Correction, AnswerForm] | None" = None,
) -> HttpResponse:
    kept = trip.report
    wrong = answering[1] if answering else form
    is_agreed = kept is not None and kept.agreed_at is not None
    context = {
        "form": form,
        "wrong": wrong,
        "report": kept,
        "number": number_in(request.POST) if form.is_bound else kept.number if kept else 0,
        "is_agreed": is_agreed,
        "is_own": kept is not None and kept.written_by_id == request.user.pk,
        "sides": _sides(trip, about, request.user) if not is_agreed else [],
        "are_complete": trip.are_views_complete,
        "read": jury_report(trip, about) if is_agreed else None,
        "advice": kept.parts.advice if kept else "",
        "remarks": _remarks(trip, about, answering),
        "why_not_deliver": _why_not_deliver(trip, request),
        **frame(trip, page="Verslag"),
    }
    return render(request, "scorer/visit_report.html", context, status=FAULTY if wrong.errors else 200)


def _why_not_deliver(trip: Trip, request: SignedInRequest) -> Refusal | None:
    course = trip.course
    return why_not_deliver(
        closes_at=course.closes_at,
        is_corrected=course.corrected_at is not None,
        n_unanswered=course.n_unanswered,
        is_delivered=course.delivered_at is not None,
        now=request.now,
    )


def _sides(trip: Trip, about: Frame, viewer: "User") -> list[SideBySide]:
    """Nothing until both have handed in."""
    own = trip.view_of(viewer)
    others = list(other_views(trip, viewer).values())
    if own is None or not others:
        return []
    ours, theirs = own.seen, others[0].seen
    noted = [
        SideBySide(
            f"{name}: {label(question)}",
            ours.notes.get((key, question), ""),
            theirs.notes.get((key, question), ""),
        )
        for key, name in about.criteria.items()
        for question in GuideQuestion
    ]
    found = [
        SideBySide(claim.text, said(ours.findings.get(claim.key)), said(theirs.findings.get(claim.key)))
        for claim in about.claims
    ]
    return [row for row in (*noted, *found) if row.own or row.other]


def _answer_form(trip: Trip, row: "Correction", answers: Mapping[str, str] | None = None) -> AnswerForm:
    assert trip.report is not None
    parts = trip.report.parts
    finding = parts.findings.get(row.paragraph)
    text = finding.note if finding else parts.paragraphs.get(row.paragraph, "")
    return AnswerForm(answers, code=row.code, text=text, finding=finding)


def _remarks(trip: Trip, about: Frame, answering: "tuple[Correction, AnswerForm] | None") -> list[Remark]:
    faulty = {answering[0].code: answering[1]} if answering else {}
    return [
        Remark(row, about.names.get(row.paragraph, ""), faulty.get(row.code) or _answer_form(trip, row))
        for row in trip.corrections
    ]
