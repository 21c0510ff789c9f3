from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from gemeentedelers.domain.scoring.actions import choose_shortlist, close_reading, publish_shortlist
from gemeentedelers.domain.scoring.queries import progress_of, shortlist_of
from gemeentedelers.domain.scoring.rules import PlaceKind
from gemeentedelers.foundation.refusals import RefusedError
from gemeentedelers.web.office.access import OFFICE, edition_in_sight, edition_to_run, reading_round
from gemeentedelers.web.office.forms import ConfirmForm, ShortlistForm
from gemeentedelers.web.office.frame import frame
from gemeentedelers.web.office.standing import standing_of
from gemeentedelers.web.ui.doors import door
from gemeentedelers.web.ui.labels import sentence
from gemeentedelers.web.ui.requests import SignedInRequest

if TYPE_CHECKING:
    from gemeentedelers.domain.editions.models import Edition

CLOSING = "Ja, sluit de leesronde nu. Lezers kunnen dan niets meer wijzigen."
ANNOUNCING = "Ja, maak de shortlist nu openbaar. Alle teams krijgen bericht."


@require_safe
@door(*OFFICE)
def ranking(request: SignedInRequest, year: int) -> HttpResponse:
    return _page(request, edition_in_sight(request.user, year))


@require_POST
@door(*OFFICE)
def close(request: SignedInRequest, year: int) -> HttpResponse:
    shown = edition_to_run(request.user, year)
    form = ConfirmForm(request.POST, label=CLOSING)
    if not form.is_valid():
        return _page(request, shown, closing_form=form)
    close_reading(reading_round(shown), by=request.user.code, now=request.now)
    messages.success(request, "De leesronde is gesloten.")
    return redirect("office:ranking", year)


@require_POST
@door(*OFFICE)
def choose(request: SignedInRequest, year: int) -> HttpResponse:
    shown = edition_to_run(request.user, year)
    form = _shortlist_form(request, shown)
    if not form.is_valid():
        return _page(request, shown, shortlist_form=form)
    try:
        places = choose_shortlist(shown, wildcards=form.wildcards(), by=request.user.code, now=request.now)
        messages.success(request, f"De shortlist heeft {len(places)} plaatsen. Nog niemand anders ziet haar.")
    except RefusedError as error:
        messages.error(request, sentence(error.refusal))
    return redirect("office:ranking", year)


@require_POST
@door(*OFFICE)
def announce(request: SignedInRequest, year: int) -> HttpResponse:
    shown = edition_to_run(request.user, year)
    form = ConfirmForm(request.POST, label=ANNOUNCING)
    if not form.is_valid():
        return _page(request, shown, announcing_form=form)
    try:
        publish_shortlist(shown, by=request.user.code, now=request.now)
        messages.success(request, "De shortlist is bekend.")
    except RefusedError as error:
        messages.error(request, sentence(error.refusal))
    return redirect("office:ranking", year)


def _shortlist_form(request: SignedInRequest, shown: "Edition") -> ShortlistForm:
    round_ = reading_round(shown)
    below = [row.entry for row in standing_of(shown, round_.places).rows_below]
    return ShortlistForm(below, request.POST, n_wildcards=round_.wildcards)


def _page(
    request: SignedInRequest,
    shown: "Edition",
    *,
    closing_form: ConfirmForm | None = None,
    shortlist_form: ShortlistForm | None = None,
    announcing_form: ConfirmForm | None = None,
) -> HttpResponse:
    """The ranking with the one step that comes next: close, make the shortlist, announce it."""
    round_ = reading_round(shown)
    standing = standing_of(shown, round_.places)
    below = [row.entry for row in standing.rows_below]
    places = list(shortlist_of(shown))
    faulty = closing_form or shortlist_form or announcing_form
    context = {
        "round": round_,
        "standing": standing,
        "progress": progress_of(round_),
        "places": places,
        "wildcards": [place for place in places if place.kind == PlaceKind.WILDCARD],
        "has_begun": request.now >= round_.opens,
        "is_open": round_.is_open(request.now),
        "is_announced": shown.shortlist_announced_at is not None,
        "faulty_form": faulty,
        "closing_form": closing_form or ConfirmForm(label=CLOSING),
        "shortlist_form": shortlist_form or ShortlistForm(below, n_wildcards=round_.wildcards),
        "announcing_form": announcing_form or ConfirmForm(label=ANNOUNCING),
    }
    status = 422 if faulty else 200
    return render(request, "office/ranking.html", {**context, **frame(request, shown)}, status=status)
