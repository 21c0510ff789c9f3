from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from gemeentedelers.domain.deliberations.actions import write_minutes
from gemeentedelers.domain.deliberations.queries import Discussed, Talk, jury_categories, talk_on
from gemeentedelers.domain.people.queries import has_role
from gemeentedelers.domain.people.rules import JURY, Role
from gemeentedelers.foundation.refusals import RefusedError
from gemeentedelers.web.jury.card_forms import MinutesForm
from gemeentedelers.web.ui.doors import door
from gemeentedelers.web.ui.labels import sentence
from gemeentedelers.web.ui.requests import SignedInRequest
from gemeentedelers.web.ui.spreads import Dots, dots_of

if TYPE_CHECKING:
    from gemeentedelers.domain.deliberations.rules import Spread
    from gemeentedelers.domain.editions.models import Criterion
    from gemeentedelers.domain.recuts.models import FinalCategory


@require_http_methods(["GET", "HEAD", "POST"])
@door(*JURY)
def talk(request: SignedInRequest, year: int, key: str) -> HttpResponse:
    """What the jurors wrote about each finalist, once the cards are open. The chair takes minutes here."""
    category = get_object_or_404(jury_categories(request.user, request.now), edition__year=year, key=key)
    shown = talk_on(category, request.user)
    if request.method != "POST":
        return _page(request, category, shown, _minutes_form(shown))
    if not has_role(request.user, Role.JURY_CHAIR, year):
        raise Http404
    form = MinutesForm(request.POST)
    if not form.is_valid():
        return _page(request, category, shown, form)
    try:
        write_minutes(
            category, form.cleaned_data["text"], number=form.cleaned_data["nummer"], by=request.user, now=request.now
        )
    except RefusedError as error:
        form.add_error(None, sentence(error.refusal))
        return _page(request, category, shown, form)
    messages.success(request, "Uw aantekeningen zijn bewaard.")
    return redirect("jury:talk", year, key)


def _minutes_form(shown: Talk | None) -> MinutesForm | None:
    if shown is None or shown.minutes is None:
        return None
    return MinutesForm(initial={"text": shown.minutes, "nummer": shown.opening.minutes_number})


def _spreads(row: Discussed) -> "list[tuple[Criterion, Spread, Dots]]":
    return [(criterion, spread, dots_of(spread.scores, spread.mean)) for criterion, spread in row.spreads]


def _page(
    request: SignedInRequest, category: "FinalCategory", shown: Talk | None, form: MinutesForm | None
) -> HttpResponse:
    context = {
        "category": category,
        "edition": category.edition,
        "talk": shown,
        "rows": [(row, _spreads(row)) for row in shown.discussed] if shown else [],
        "form": form,
        "is_chair": has_role(request.user, Role.JURY_CHAIR, category.edition.year),
        "must_leave": [row.finalist for row in shown.discussed if row.is_hidden] if shown else [],
        "crumbs": [
            {"label": "Jury", "url": reverse("jury:agenda")},
            {"label": category.name, "url": reverse("jury:dossiers", args=[category.edition.year, category.key])},
            {"label": "Beraad"},
        ],
    }
    return render(request, "jury/talk.html", context, status=422 if form is not None and form.errors else 200)
