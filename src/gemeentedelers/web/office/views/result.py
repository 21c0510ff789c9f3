from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from gemeentedelers.domain.verdicts.actions import reveal_result
from gemeentedelers.domain.verdicts.queries import check_commitments, obstacle_to_reveal, verdict_progress
from gemeentedelers.foundation.refusals import RefusedError
from gemeentedelers.web.office.access import OFFICE, edition_in_sight, edition_to_run
from gemeentedelers.web.office.forms import RevealForm
from gemeentedelers.web.office.frame import frame
from gemeentedelers.web.ui.doors import door
from gemeentedelers.web.ui.labels import sentence
from gemeentedelers.web.ui.requests import SignedInRequest

if TYPE_CHECKING:
    from gemeentedelers.domain.editions.models import Edition


@require_safe
@door(*OFFICE)
def result(request: SignedInRequest, year: int) -> HttpResponse:
    """How far the jury is. Nobody in the office can see who wins before the reveal."""
    return _page(request, edition_in_sight(request.user, year))


@require_POST
@door(*OFFICE)
def reveal(request: SignedInRequest, year: int) -> HttpResponse:
    shown = edition_to_run(request.user, year)
    form = RevealForm(request.POST, wanted=shown.year)
    if not form.is_valid():
        return _page(request, shown, form=form)
    try:
        reveal_result(shown, by=request.user.code, now=request.now)
        messages.success(request, "De uitslag is bekend.")
    except RefusedError as error:
        messages.error(request, sentence(error.refusal))
    return redirect("office:result", year)


def _page(request: SignedInRequest, shown: "Edition", *, form: RevealForm | None = None) -> HttpResponse:
    progress = verdict_progress(shown)
    context = {
        "progress": progress,
        "n_pronounced": sum(category.is_pronounced for category in progress),
        "checks": check_commitments(shown),
        "refusal": obstacle_to_reveal(shown, request.now),
        "is_revealed": shown.revealed_at is not None,
        "form": form or RevealForm(wanted=shown.year),
    }
    status = 422 if form else 200
    return render(request, "office/result.html", {**context, **frame(request, shown)}, status=status)
