"""Answering a nomination. Looking changes nothing, so a mail scanner may look too; choosing is a POST."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from allauth.core.internal import ratelimit
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from gemeentedelers.domain.nominations.actions import claim_nomination, decline_nomination, hand_on_nomination
from gemeentedelers.domain.nominations.queries import (
    current_invitation,
    invitations_with_token,
    obstacle_to_answering,
    said_by,
)
from gemeentedelers.domain.nominations.rules import NominationObstacle
from gemeentedelers.foundation.refusals import RefusedError
from gemeentedelers.web.public.forms import ClaimForm, DeclineForm, HandOnForm
from gemeentedelers.web.ui.labels import sentence
from gemeentedelers.web.ui.requests import TimedRequest, viewer_of

if TYPE_CHECKING:
    from gemeentedelers.domain.nominations.models import Invitation
    from gemeentedelers.domain.people.models import User

# Who guesses at links is stopped long before one is found; who has a link never notices.
BRAKE = {"guess": "20/h/ip", "hand_on": "10/h/user"}
APP = "gemeentedelers.web.public"


@dataclass(frozen=True)
class Forms:
    """The three answers as they stand on the page."""

    claim: ClaimForm
    decline: DeclineForm
    hand_on: HandOnForm


@require_http_methods(["GET", "HEAD", "POST"])
def nomination(request: TimedRequest, token: str) -> HttpResponseBase:
    invitation = invitations_with_token(token).first()
    if invitation is None:
        return _missed(request)
    viewer = viewer_of(request)
    if request.method != "POST":
        return _page(request, invitation, viewer)
    if viewer is None:
        return redirect_to_login(request.path)
    answer = ANSWERS.get(request.POST.get("answer", ""))
    if answer is None:
        raise Http404
    try:
        return answer(request, invitation, viewer)
    except RefusedError as error:
        messages.error(request, sentence(error.refusal))
        return redirect("public:nomination", token)


def _missed(request: TimedRequest) -> HttpResponse:
    if ratelimit.consume(request, app=APP, action="guess", config=BRAKE, limit_get=True):
        raise Http404
    refused: HttpResponse = ratelimit.respond_429(request)
    return refused


def _claim(request: TimedRequest, invitation: "Invitation", viewer: "User") -> HttpResponse:
    form = ClaimForm(request.POST)
    form.full_clean()
    agreed = form.cleaned_data["may_be_followed"]
    entry = claim_nomination(invitation, by=viewer, now=request.now, may_be_followed=agreed)
    messages.success(request, f"Mooi! Uw concept staat klaar onder kenmerk {entry.reference}.")
    return redirect("entrant:entry", entry.reference)


def _decline(request: TimedRequest, invitation: "Invitation", viewer: "User") -> HttpResponse:
    form = DeclineForm(request.POST)
    if not form.is_valid():
        return _page(request, invitation, viewer, Forms(ClaimForm(), form, HandOnForm()))
    decline_nomination(invitation, by=viewer, now=request.now, **form.cleaned_data)
    messages.info(request, "U doet nu niet mee. Bedankt dat u het liet weten.")
    return redirect("public:nomination", invitation.token)


def _hand_on(request: TimedRequest, invitation: "Invitation", viewer: "User") -> HttpResponse:
    form = HandOnForm(request.POST)
    if not form.is_valid():
        return _page(request, invitation, viewer, Forms(ClaimForm(), DeclineForm(), form))
    if not ratelimit.consume(request, app=APP, action="hand_on", config=BRAKE):
        refused: HttpResponse = ratelimit.respond_429(request)
        return refused
    try:
        hand_on_nomination(invitation, form.cleaned_data["email"], by=viewer, now=request.now)
    except RefusedError as error:
        if error.refusal.code is not NominationObstacle.HAD_IT_BEFORE:
            raise
        form.add_error("email", sentence(error.refusal))
        return _page(request, invitation, viewer, Forms(ClaimForm(), DeclineForm(), form))
    messages.success(request, "Bedankt voor het doorsturen. Uw collega krijgt een mail van ons.")
    return redirect("public:nomination", invitation.token)


Answer = Callable[[TimedRequest, "Invitation", "User"], HttpResponse]
ANSWERS: Mapping[str, Answer] = {"claim": _claim, "decline": _decline, "hand_on": _hand_on}


def _page(
    request: TimedRequest, invitation: "Invitation", viewer: "User | None", forms: Forms | None = None
) -> HttpResponse:
    shown = invitation.nomination
    voices = list(shown.nominators.all())
    current = current_invitation(shown) if invitation.handed_on_at else None
    context = {
        "nomination": shown,
        "invitation": invitation,
        "holder": current,
        "voices": voices,
        "nominated_by": said_by(voices),
        "closing": shown.edition.nomination_deadline,
        "obstacle": obstacle_to_answering(invitation, viewer, now=request.now) if viewer else None,
        "forms": forms or Forms(ClaimForm(), DeclineForm(), HandOnForm()),
        "wrong": next((form for form in (forms.decline, forms.hand_on) if form.errors), None) if forms else None,
    }
    response = render(request, "public/nominatie.html", context, status=422 if forms else 200)
    # The address of this page is the invitation itself: it stays out of caches and search engines.
    response.headers["Cache-Control"], response.headers["X-Robots-Tag"] = "no-store", "noindex"
    return response
