from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate
from django.views.decorators.http import require_http_methods, require_POST

from gemeentedelers.domain.entries.actions import add_participant, remove_participant
from gemeentedelers.domain.entries.queries import participants_of
from gemeentedelers.domain.entries.rules import Deed
from gemeentedelers.domain.municipalities.queries import municipalities_on
from gemeentedelers.domain.people.actions import known_organisation
from gemeentedelers.domain.people.queries import organisations
from gemeentedelers.foundation.refusals import RefusedError
from gemeentedelers.web.entrant.access import may, own_entry, own_role
from gemeentedelers.web.entrant.forms import ParticipantForm
from gemeentedelers.web.ui.doors import door
from gemeentedelers.web.ui.labels import sentence
from gemeentedelers.web.ui.requests import SignedInRequest


@require_http_methods(["GET", "HEAD", "POST"])
@door()
def participants(request: SignedInRequest, reference: str) -> HttpResponse:
    """Who had a part in the case: municipalities of the register, and names from a list that grows."""
    shown = own_entry(request, reference)
    register = municipalities_on(localdate(request.now)).exclude(pk=shown.municipality_id)
    form = ParticipantForm(request.POST if request.method == "POST" else None, municipalities=register)
    if form.is_bound and form.is_valid():
        answers = form.cleaned_data
        party = answers["municipality"] or known_organisation(answers["name"], answers["country"])
        try:
            add_participant(
                shown, party, answers["role"], contribution=answers["contribution"], by=request.user, now=request.now
            )
        except RefusedError as error:
            form.add_error(None, sentence(error.refusal))
        else:
            messages.success(request, "De deelnemer staat erbij.")
            return redirect("entrant:participants", reference)
    context = {
        "entry": shown,
        "participants": participants_of(shown),
        "form": form,
        "known": organisations(),
        "may_write": may(Deed.WRITE, own_role(request, shown)),
    }
    return render(request, "entrant/entry_participants.html", context, status=422 if form.is_bound else 200)


@require_POST
@door()
def leave_out(request: SignedInRequest, reference: str, code: str) -> HttpResponse:
    shown = own_entry(request, reference)
    participant = get_object_or_404(participants_of(shown), code=code)
    try:
        remove_participant(participant, by=request.user, now=request.now)
        messages.success(request, f"{participant.name} staat er niet meer bij.")
    except RefusedError as error:
        messages.error(request, sentence(error.refusal))
    return redirect("entrant:participants", reference)
