from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from gemeentedelers.domain.editions.rules import RoundKind
from gemeentedelers.domain.panels.actions import leave_round
from gemeentedelers.foundation.refusals import RefusedError
from gemeentedelers.web.scorer.access import READERS
from gemeentedelers.web.scorer.desk import frame, piles_of
from gemeentedelers.web.scorer.forms import StopForm
from gemeentedelers.web.scorer.views.starting import seat
from gemeentedelers.web.ui.doors import door
from gemeentedelers.web.ui.labels import sentence
from gemeentedelers.web.ui.requests import SignedInRequest


@require_http_methods(["GET", "HEAD", "POST"])
@door(*READERS)
def stop(request: SignedInRequest, year: int, kind: RoundKind) -> HttpResponse:
    """What happens when the reader stops; the press on the button does it."""
    reader = seat(request, year, kind)
    form = StopForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            leave_round(reader, reason=form.cleaned_data["reason"], by=request.user, now=request.now)
        except RefusedError as error:
            form.add_error(None, sentence(error.refusal))
        else:
            messages.success(request, "U bent gestopt. Wat u afrondde, telt mee. Dank u wel voor het lezen.")
            return redirect("scorer:queue")
    piles = piles_of(request.user, request.now)
    pile = next(pile for pile in piles if pile.reader == reader)
    context = {"pile": pile, "edition": reader.round.edition, "form": form}
    return render(request, "scorer/stop.html", {**context, **frame(piles)}, status=422 if form.errors else 200)
