from collections.abc import Callable
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from gemeentedelers.domain.people.rules import OPERATORS
from gemeentedelers.domain.reveals.actions import (
    blackout,
    end,
    go_back,
    make_known,
    open_rehearsal,
    open_stage,
    press,
)
from gemeentedelers.domain.reveals.queries import (
    acts_of,
    keys_on_stage,
    obstacle_to_open,
    obstacle_to_rehearse,
    open_stage_of,
    stages_of,
)
from gemeentedelers.foundation.refusals import RefusedError
from gemeentedelers.web.live.access import edition_to_operate, editions_to_operate, way_back
from gemeentedelers.web.live.directing import desk_of, workplace_in
from gemeentedelers.web.live.forms import MoveForm, OrderForm
from gemeentedelers.web.live.topics import stream_of
from gemeentedelers.web.ui.doors import door
from gemeentedelers.web.ui.labels import sentence
from gemeentedelers.web.ui.requests import SignedInRequest

if TYPE_CHECKING:
    from gemeentedelers.domain.editions.models import Edition
    from gemeentedelers.domain.reveals.models import Stage

Opening = Callable[..., "Stage"]
CONFIRMED = {"verder": press, "bekend": make_known}
PLAIN = {"terug": go_back, "zwart": blackout, "stop": end}


@require_safe
@door(*OPERATORS)
def desks(request: SignedInRequest) -> HttpResponse:
    """Where an operator begins: the clock and the stage of every edition where there is something to do."""
    places = [workplace_in(edition) for edition in editions_to_operate(request.user)]
    return render(request, "live/desks.html", {"places": [place for place in places if place.has_work]})


@require_safe
@door(*OPERATORS)
def console(request: SignedInRequest, year: int) -> HttpResponse:
    """The operator's place. Everything on it comes from the database, so any device can take over at any moment."""
    edition = edition_to_operate(request.user, year)
    stage = open_stage_of(edition)
    if stage is None:
        return _closed(request, edition)
    names = {key: act.name for key, act in acts_of(edition).items()}
    desk = desk_of(stage, names)
    context = {"edition": edition, "stage": stage, "desk": desk, "stream": stream_of(year, desk.name)}
    return render(request, "live/console.html", context | {"crumbs": _crumbs(request, edition)})


def _crumbs(request: SignedInRequest, edition: "Edition") -> list[dict[str, str]]:
    return way_back(request.user, edition, office="office:result", page="Podium")


def _closed(request: SignedInRequest, edition: "Edition", form: OrderForm | None = None) -> HttpResponse:
    context = {
        "edition": edition,
        "crumbs": _crumbs(request, edition),
        "form": form or _order_form(edition),
        "why_not_open": obstacle_to_open(edition, request.now),
        "why_not_rehearse": obstacle_to_rehearse(edition),
    }
    return render(request, "live/console_closed.html", context, status=422 if form else 200)


def _order_form(edition: "Edition", request: SignedInRequest | None = None) -> OrderForm:
    acts, keys = acts_of(edition), keys_on_stage(edition)
    return OrderForm([acts[key] for key in keys], request.POST if request else None)


@require_POST
@door(*OPERATORS)
def open_real(request: SignedInRequest, year: int) -> HttpResponse:
    return _open(request, year, open_stage)


@require_POST
@door(*OPERATORS)
def rehearse(request: SignedInRequest, year: int) -> HttpResponse:
    return _open(request, year, open_rehearsal)


def _open(request: SignedInRequest, year: int, opening: Opening) -> HttpResponse:
    edition = edition_to_operate(request.user, year)
    form = _order_form(edition, request)
    if not form.is_valid():
        return _closed(request, edition, form)
    try:
        opening(edition, order=form.order, by=request.user, now=request.now)
    except RefusedError as error:
        messages.error(request, sentence(error.refusal))
    return redirect("live:console", year)


@require_POST
@door(*OPERATORS)
def move(request: SignedInRequest, year: int, code: str, deed: str) -> HttpResponse:
    """One press. The number in it says what the operator saw, so the same request twice is one step."""
    edition = edition_to_operate(request.user, year)
    stage = get_object_or_404(stages_of(edition), code=code)
    if deed not in CONFIRMED and deed not in PLAIN:
        raise Http404
    form = MoveForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Dit verzoek was niet compleet. Er is niets veranderd.")
        return redirect("live:console", year)
    number, is_sure = form.cleaned_data["number"], form.cleaned_data["is_sure"]
    try:
        if deed in CONFIRMED:
            CONFIRMED[deed](stage, expected_number=number, is_confirmed=is_sure, by=request.user, now=request.now)
        else:
            PLAIN[deed](stage, expected_number=number, by=request.user, now=request.now)
    except RefusedError as error:
        messages.error(request, sentence(error.refusal))
    return redirect("live:console", year)
