from typing import TYPE_CHECKING

from allauth.core.internal import ratelimit
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate
from django.views.decorators.http import require_http_methods, require_safe

from gemeentedelers.domain.editions.queries import themes
from gemeentedelers.domain.municipalities.queries import municipalities_on
from gemeentedelers.domain.panels.actions import leave_round
from gemeentedelers.domain.panels.rules import ReaderKind
from gemeentedelers.domain.volunteers.actions import sign_up as sign_up_to_read
from gemeentedelers.domain.volunteers.actions import withdraw_volunteer
from gemeentedelers.domain.volunteers.queries import reading_of, rounds_open_for_sign_up, volunteers_with_token
from gemeentedelers.domain.volunteers.rules import VolunteerStatus
from gemeentedelers.foundation.refusals import RefusedError
from gemeentedelers.web.public.volunteer_forms import LeavingForm, VolunteerForm
from gemeentedelers.web.ui.labels import sentence
from gemeentedelers.web.ui.requests import TimedRequest, viewer_of

if TYPE_CHECKING:
    from gemeentedelers.domain.editions.models import Round
    from gemeentedelers.domain.panels.models import Reader
    from gemeentedelers.domain.volunteers.models import Volunteer

# A sign-up mails an address that nobody proved, so one address on the internet may not send many.
BRAKE = {"sign_up": "20/h/ip"}


@require_http_methods(["GET", "HEAD", "POST"])
def sign_up(request: TimedRequest) -> HttpResponse:
    """Sign up to read; no account is needed. What the address already did is told by mail only."""
    rounds = rounds_open_for_sign_up(request.now)
    if not rounds:
        return render(request, "public/lezen_gesloten.html")
    form = _form(request, rounds)
    if not form.is_bound or not form.is_valid():
        return _form_page(request, rounds, form)
    return _kept(request, rounds, form)


def _form(request: TimedRequest, rounds: "list[Round]") -> VolunteerForm:
    return VolunteerForm(
        request.POST if request.method == "POST" else None,
        initial=_known(request),
        rounds=rounds,
        municipalities=municipalities_on(localdate(request.now)),
        themes=list(themes()),
    )


def _known(request: TimedRequest) -> dict[str, object]:
    """Who is signed in does not type again what we know."""
    viewer = viewer_of(request)
    if viewer is None:
        return {}
    employer = {
        "kind": ReaderKind.INSIDER if viewer.municipality else ReaderKind.OUTSIDER if viewer.organisation else "",
        "municipality": viewer.municipality.code if viewer.municipality else "",
        "organisation": "" if viewer.municipality else viewer.organisation,
    }
    return {"name": viewer.name, "email": viewer.email, "job_title": viewer.job_title, **employer}


def _form_page(request: TimedRequest, rounds: "list[Round]", form: VolunteerForm) -> HttpResponse:
    context = {"form": form, "rounds": rounds, "only_round": rounds[0] if len(rounds) == 1 else None}
    return render(request, "public/lezen.html", context, status=422 if form.errors else 200)


def _kept(request: TimedRequest, rounds: "list[Round]", form: VolunteerForm) -> HttpResponse:
    if not ratelimit.consume(request, app="gemeentedelers.web.public", action="sign_up", config=BRAKE):
        refused: HttpResponse = ratelimit.respond_429(request)
        return refused
    try:
        sign_up_to_read(form.chosen_round(), form.sign_up(), now=request.now)
    except RefusedError as error:
        form.refuse(error.refusal)
        return _form_page(request, rounds, form)
    return redirect("public:signed_up")


@require_safe
def signed_up(request: TimedRequest) -> HttpResponse:
    """What happens next. It says the same for a first sign-up, a second and one that was decided."""
    return render(request, "public/lezen_bedankt.html")


@require_http_methods(["GET", "HEAD", "POST"])
def mine(request: TimedRequest, token: str) -> HttpResponse:
    """How the own sign-up stands, and the way out. Looking changes nothing, because mail scanners look too."""
    volunteer = get_object_or_404(volunteers_with_token(token))
    reader = reading_of(volunteer) if volunteer.status == VolunteerStatus.ACCEPTED else None
    form = LeavingForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            _step_out(volunteer, reader, form.cleaned_data["reason"], request)
        except RefusedError as error:
            form.add_error(None, sentence(error.refusal))
        else:
            return redirect("public:volunteer", token)
    context = {"volunteer": volunteer, "reader": reader, "form": form}
    return render(request, "public/lezen_mijn.html", context, status=422 if form.errors else 200)


def _step_out(volunteer: "Volunteer", reader: "Reader | None", reason: str, request: TimedRequest) -> None:
    if reader is None:
        withdraw_volunteer(volunteer, now=request.now)
        messages.success(request, "Uw aanmelding is ingetrokken.")
        return
    leave_round(reader, reason=reason, by=reader.user, now=request.now)
    messages.success(request, "U leest niet meer mee.")
