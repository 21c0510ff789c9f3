from collections.abc import Callable
from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from gemeentedelers.domain.cases.rules import Chapter, ready_key
from gemeentedelers.domain.entries.actions import (
    accept_invitation,
    change_member,
    decline_invitation,
    hand_over,
    invite,
    invite_again,
    remove_member,
    revoke_invitation,
)
from gemeentedelers.domain.entries.queries import invitations_with_token, open_invitations, team_of
from gemeentedelers.domain.entries.rules import Deed, InvitationStatus, TeamRole
from gemeentedelers.foundation.refusals import RefusedError
from gemeentedelers.foundation.texts.queries import values_of
from gemeentedelers.web.entrant.access import may, own_entry, own_role
from gemeentedelers.web.entrant.forms import ColleagueForm
from gemeentedelers.web.entrant.questions import LEADS
from gemeentedelers.web.entrant.writing import is_ticked
from gemeentedelers.web.ui.doors import door
from gemeentedelers.web.ui.labels import sentence
from gemeentedelers.web.ui.requests import SignedInRequest, TimedRequest, viewer_of

if TYPE_CHECKING:
    from gemeentedelers.domain.entries.models import Entry, TeamMember


@require_http_methods(["GET", "HEAD", "POST"])
@door()
def team(request: SignedInRequest, reference: str) -> HttpResponse:
    """Who writes along; the owner invites, and nobody joins before accepting."""
    shown = own_entry(request, reference)
    form = ColleagueForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        address, role = form.cleaned_data["email"], form.cleaned_data["role"]
        try:
            invite(shown, address, role, by=request.user, now=request.now)
        except RefusedError as error:
            form.add_error("email", sentence(error.refusal))
        else:
            messages.success(request, f"Wij hebben een uitnodiging gestuurd naar {address}.")
            return redirect("entrant:team", reference)
    role = own_role(request, shown)
    context = {
        "entry": shown,
        "lead": LEADS[Chapter.TEAM],
        "team": team_of(shown),
        "invitations": open_invitations(shown),
        "form": form,
        "is_owner": may(Deed.INVITE, role),
        "may_write": may(Deed.WRITE, role),
        "is_ready": is_ticked(values_of(reference).get(ready_key(Chapter.TEAM), "")),
    }
    return render(request, "entrant/entry_team.html", context, status=422 if form.is_bound else 200)


@require_POST
@door()
def change_team(request: SignedInRequest, reference: str, code: str) -> HttpResponse:
    """What the owner decides about a member, or a member about leaving."""
    shown = own_entry(request, reference)
    member = get_object_or_404(team_of(shown), user__code=code)
    deed = request.POST.get("wat", "")
    leaves = member.user == request.user
    changes: dict[str, tuple[Callable[[], object], str]] = {
        "schrijven": (lambda: _role(shown, member, TeamRole.WRITER, request), f"{member.user.name} schrijft nu mee."),
        "lezen": (lambda: _role(shown, member, TeamRole.READER, request), f"{member.user.name} leest nu mee."),
        "overdragen": (
            lambda: hand_over(shown, member.user, by=request.user, now=request.now),
            f"{member.user.name} is nu eigenaar van deze inzending.",
        ),
        "verwijderen": (
            lambda: remove_member(shown, member.user, by=request.user, now=request.now),
            "U schrijft niet meer mee." if leaves else f"{member.user.name} schrijft niet meer mee.",
        ),
    }
    if deed not in changes:
        raise Http404
    _try(request, *changes[deed])
    return redirect("entrant:entries") if leaves and deed == "verwijderen" else redirect("entrant:team", reference)


def _role(shown: "Entry", member: "TeamMember", role: TeamRole, request: SignedInRequest) -> None:
    change_member(shown, member.user, role, by=request.user, now=request.now)


@require_POST
@door()
def change_invitation(request: SignedInRequest, reference: str, code: str) -> HttpResponse:
    shown = own_entry(request, reference)
    invitation = get_object_or_404(open_invitations(shown), code=code)
    if request.POST.get("wat") == "opnieuw":
        again = "Wij hebben de uitnodiging opnieuw gestuurd."
        _try(request, lambda: invite_again(invitation, by=request.user, now=request.now), again)
    else:
        _try(
            request,
            lambda: revoke_invitation(invitation, by=request.user, now=request.now),
            "De uitnodiging is ingetrokken.",
        )
    return redirect("entrant:team", reference)


def _try(request: SignedInRequest, change: Callable[[], object], done: str) -> None:
    try:
        change()
    except RefusedError as error:
        messages.error(request, sentence(error.refusal))
    else:
        messages.success(request, done)


@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: TimedRequest, token: str) -> HttpResponse:
    """What the invited reads. Looking changes nothing, so a mail scanner may look too; joining is a POST."""
    found = get_object_or_404(invitations_with_token(token))
    viewer = viewer_of(request)
    if request.method != "POST":
        context = {
            "invitation": found,
            "is_open": found.status == InvitationStatus.OPEN and request.now < found.expires_at,
            "is_mine": viewer is not None and viewer.email.lower() == found.address.lower(),
        }
        return render(request, "entrant/invitation.html", context)
    if viewer is None:
        return redirect_to_login(request.path)
    try:
        if request.POST.get("antwoord") == "ja":
            joined = accept_invitation(found, by=viewer, now=request.now)
            messages.success(request, "Welkom bij het team. U kunt meteen beginnen.")
            return redirect("entrant:entry", joined.reference)
        decline_invitation(found, by=viewer, now=request.now)
        messages.info(request, "U doet niet mee met dit team. Bedankt dat u het liet weten.")
    except RefusedError as error:
        messages.error(request, sentence(error.refusal))
    return redirect("entrant:invitation", token)
