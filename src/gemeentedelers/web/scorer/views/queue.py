from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from gemeentedelers.domain.editions.rules import RoundKind, WildcardHolder
from gemeentedelers.domain.panels.actions import choose_shortcuts
from gemeentedelers.domain.people.queries import has_role
from gemeentedelers.domain.people.rules import Role
from gemeentedelers.domain.plans.actions import take_another
from gemeentedelers.domain.shortlists.queries import wildcard_rounds_of
from gemeentedelers.foundation.refusals import RefusedError
from gemeentedelers.web.scorer.access import READERS
from gemeentedelers.web.scorer.desk import frame, piles_of
from gemeentedelers.web.scorer.views.starting import seat
from gemeentedelers.web.ui.doors import door
from gemeentedelers.web.ui.labels import sentence
from gemeentedelers.web.ui.requests import SignedInRequest


@require_safe
@door(*READERS)
def queue(request: SignedInRequest) -> HttpResponse:
    piles = piles_of(request.user, request.now)
    context = {
        "piles": piles,
        "uses_shortcuts": all(pile.reader.uses_shortcuts for pile in piles),
        "visits": has_role(request.user, Role.ASSESSOR),
        "wildcards": wildcard_rounds_of(request.user, WildcardHolder.ASSESSOR),
    }
    return render(request, "scorer/queue.html", {**context, **frame(piles, is_queue=True)})


@require_POST
@door(*READERS)
def another(request: SignedInRequest, year: int, kind: RoundKind) -> HttpResponse:
    """Who has read everything asks for one more."""
    try:
        given = take_another(seat(request, year, kind), by=request.user, now=request.now)
    except RefusedError as error:
        messages.error(request, sentence(error.refusal))
        return redirect("scorer:queue")
    messages.success(request, f"“{given.entry.title}” staat nu op uw lijst. Fijn dat u doorleest.")
    return redirect("scorer:scorecard", given.code)


@require_POST
@door(*READERS)
def shortcuts(request: SignedInRequest) -> HttpResponse:
    uses = request.POST.get("aan") == "ja"
    choose_shortcuts(uses=uses, by=request.user, now=request.now)
    messages.success(request, f"Sneltoetsen staan {'aan' if uses else 'uit'}.")
    back = request.POST.get("terug", "")
    return redirect(back if url_has_allowed_host_and_scheme(back, allowed_hosts=None) else "scorer:queue")
