from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from gemeentedelers.domain.people.rules import OFFICE
from gemeentedelers.domain.results.actions import publish_result, seal_result
from gemeentedelers.domain.results.queries import (
    check_commitments,
    obstacle_to_publish,
    obstacle_to_seal,
    seal_in_force,
    seals_of,
    signatures_on,
    state_of,
)
from gemeentedelers.domain.results.rules import N_SIGNATURES
from gemeentedelers.domain.reveals.queries import open_stage_of
from gemeentedelers.domain.verdicts.queries import verdict_progress
from gemeentedelers.foundation.refusals import RefusedError
from gemeentedelers.web.office.access import edition_in_sight, edition_to_run
from gemeentedelers.web.office.forms import RevealForm, SealForm
from gemeentedelers.web.office.frame import frame
from gemeentedelers.web.ui.doors import door
from gemeentedelers.web.ui.labels import sentence
from gemeentedelers.web.ui.requests import SignedInRequest

if TYPE_CHECKING:
    from gemeentedelers.domain.editions.models import Edition


@require_safe
@door(*OFFICE)
def result(request: SignedInRequest, year: int) -> HttpResponse:
    """How far jury, seal and release are. Nobody in the office can see who wins before the reveal."""
    return _page(request, edition_in_sight(request.user, year))


@require_POST
@door(*OFFICE)
def seal(request: SignedInRequest, year: int) -> HttpResponse:
    shown = edition_to_run(request.user, year)
    form = SealForm(request.POST)
    if not form.is_valid():
        return _page(request, shown, seal_form=form)
    try:
        seal_result(shown, by=request.user.code, now=request.now, reason=form.cleaned_data["reason"])
        messages.success(request, "De uitslag is verzegeld. Het controlegetal staat nu op de pagina van de editie.")
    except RefusedError as error:
        messages.error(request, sentence(error.refusal))
    return redirect("office:result", year)


@require_POST
@door(*OFFICE)
def reveal(request: SignedInRequest, year: int) -> HttpResponse:
    """Without a stage: the whole result at once to the website."""
    shown = edition_to_run(request.user, year)
    form = RevealForm(request.POST, wanted=shown.year)
    if not form.is_valid():
        return _page(request, shown, form=form)
    try:
        publish_result(shown, by=request.user.code, now=request.now)
        messages.success(request, "De uitslag is bekend.")
    except RefusedError as error:
        messages.error(request, sentence(error.refusal))
    return redirect("office:result", year)


def _page(
    request: SignedInRequest, shown: "Edition", *, form: RevealForm | None = None, seal_form: SealForm | None = None
) -> HttpResponse:
    progress, sealed = verdict_progress(shown), seal_in_force(shown)
    state = state_of(shown)
    context = {
        "progress": progress,
        "n_pronounced": sum(category.is_pronounced for category in progress),
        "checks": check_commitments(shown),
        "seals": seals_of(shown),
        "sealed": sealed,
        "has_lapsed": state.has_lapsed and not state.is_revealed,
        "why_not_seal": obstacle_to_seal(shown, request.now),
        "signatures": signatures_on(sealed) if sealed else [],
        "n_needed": N_SIGNATURES,
        "stage": open_stage_of(shown),
        "refusal": obstacle_to_publish(shown, request.now),
        "is_revealed": shown.revealed_at is not None,
        "form": form or RevealForm(wanted=shown.year),
        "seal_form": seal_form or SealForm(),
    }
    status = 422 if form or seal_form else 200
    return render(request, "office/result.html", {**context, **frame(request, shown)}, status=status)
