from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from gemeentedelers.domain.advice.actions import close_round
from gemeentedelers.domain.advice.queries import n_without_advice
from gemeentedelers.domain.editions.queries import round_of
from gemeentedelers.domain.editions.rules import RoundKind
from gemeentedelers.domain.people.rules import OFFICE
from gemeentedelers.domain.scoring.queries import progress_of
from gemeentedelers.foundation.refusals import RefusedError
from gemeentedelers.web.office.access import edition_in_sight, edition_to_run, reading_round
from gemeentedelers.web.office.advice_forms import ClosingForm
from gemeentedelers.web.office.frame import frame
from gemeentedelers.web.office.standing import table_of
from gemeentedelers.web.ui.doors import door
from gemeentedelers.web.ui.labels import sentence
from gemeentedelers.web.ui.requests import SignedInRequest

if TYPE_CHECKING:
    from gemeentedelers.domain.editions.models import Edition

CLOSING = "Ja, sluit de leesronde nu. Lezers kunnen dan niets meer wijzigen."


@require_safe
@door(*OFFICE)
def ranking(request: SignedInRequest, year: int) -> HttpResponse:
    return _page(request, edition_in_sight(request.user, year))


@require_POST
@door(*OFFICE)
def close(request: SignedInRequest, year: int) -> HttpResponse:
    shown = edition_to_run(request.user, year)
    round_ = reading_round(shown)
    form = ClosingForm(request.POST, label=CLOSING, n_without_advice=n_without_advice(round_))
    if not form.is_valid():
        return _page(request, shown, closing_form=form)
    try:
        close_round(round_, reason=form.cleaned_data.get("reason", ""), by=request.user, now=request.now)
    except RefusedError as error:
        form.add_error("reason" if "reason" in form.fields else None, sentence(error.refusal))
        return _page(request, shown, closing_form=form)
    messages.success(request, "De leesronde is gesloten.")
    return redirect("office:ranking", year)


def _page(
    request: SignedInRequest,
    shown: "Edition",
    *,
    closing_form: ClosingForm | None = None,
) -> HttpResponse:
    """The ranking with the one step that comes next: closing the round, and then the decisions."""
    round_ = reading_round(shown)
    context = {
        "round": round_,
        "table": table_of(shown, round_, request.GET),
        "progress": progress_of(round_),
        "has_begun": request.now >= round_.opens,
        "is_open": round_.is_open(request.now),
        "has_pairs": round_of(shown, RoundKind.PAIRS) is not None,
        "is_announced": shown.shortlist_is_out(request.now),
        "faulty_form": closing_form,
        "closing_form": closing_form or ClosingForm(label=CLOSING, n_without_advice=n_without_advice(round_)),
    }
    status = 422 if closing_form else 200
    return render(request, "office/ranking.html", {**context, **frame(request, shown)}, status=status)
