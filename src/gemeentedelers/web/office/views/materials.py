"""What finalists bring, as the organisers check it before the pitch day."""

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from gemeentedelers.domain.finals.actions import check_material, give_more_time
from gemeentedelers.domain.finals.queries import Bringing, bringings_in, finalists_are_out
from gemeentedelers.domain.people.rules import OFFICE
from gemeentedelers.foundation.refusals import RefusedError
from gemeentedelers.web.office.access import edition_in_sight, edition_to_run
from gemeentedelers.web.office.final_forms import CheckForm, MoreTimeForm
from gemeentedelers.web.office.frame import frame
from gemeentedelers.web.ui.doors import door
from gemeentedelers.web.ui.downloads import download
from gemeentedelers.web.ui.forms import Form
from gemeentedelers.web.ui.labels import sentence
from gemeentedelers.web.ui.requests import SignedInRequest

if TYPE_CHECKING:
    from gemeentedelers.domain.editions.models import Edition


@require_safe
@door(*OFFICE)
def material(request: SignedInRequest, year: int, reference: str) -> HttpResponse:
    shown = edition_in_sight(request.user, year)
    return _page(request, shown, _bringing(request, shown, reference))


@require_POST
@door(*OFFICE)
def check(request: SignedInRequest, year: int, reference: str) -> HttpResponse:
    shown = edition_to_run(request.user, year)
    found, form = _bringing(request, shown, reference), CheckForm(request.POST)
    if not form.is_valid():
        return _page(request, shown, found, check_form=form)
    try:
        check_material(found.finalist, note=form.cleaned_data["note"], by=request.user, now=request.now)
    except RefusedError as error:
        form.add_error(None, sentence(error.refusal))
        return _page(request, shown, found, check_form=form)
    messages.success(request, "Het materiaal is gecontroleerd.")
    return redirect("office:final_material", year, reference)


@require_POST
@door(*OFFICE)
def more_time(request: SignedInRequest, year: int, reference: str) -> HttpResponse:
    shown = edition_to_run(request.user, year)
    found, form = _bringing(request, shown, reference), MoreTimeForm(request.POST)
    if not form.is_valid():
        return _page(request, shown, found, time_form=form)
    given = form.cleaned_data
    try:
        give_more_time(found.finalist, until=given["until"], reason=given["reason"], by=request.user, now=request.now)
    except RefusedError as error:
        form.add_error(None, sentence(error.refusal))
        return _page(request, shown, found, time_form=form)
    messages.success(request, "Het team heeft meer tijd.")
    return redirect("office:final_material", year, reference)


@require_safe
@door(*OFFICE)
def slides(request: SignedInRequest, year: int, reference: str) -> HttpResponse:
    found = _bringing(request, edition_in_sight(request.user, year), reference)
    stored = found.material.slides
    if found.is_missing or stored is None or not stored.is_readable_by_others:
        raise Http404
    return download(stored)  # type: ignore[return-value]


def _bringing(request: SignedInRequest, shown: "Edition", reference: str) -> Bringing:
    found = bringings_in(shown) if finalists_are_out(shown, request.now) else []
    bringing = next((row for row in found if row.finalist.entry.reference == reference), None)
    if bringing is None:
        raise Http404
    return bringing


def _page(
    request: SignedInRequest,
    shown: "Edition",
    found: Bringing,
    *,
    check_form: CheckForm | None = None,
    time_form: MoreTimeForm | None = None,
) -> HttpResponse:
    faulty: Form | None = check_form or time_form
    context = {
        "bringing": found,
        "material": found.material,
        "entry": found.finalist.entry,
        "faulty_form": faulty,
        "check_form": check_form or CheckForm(initial={"note": found.material.check_note}),
        "time_form": time_form or MoreTimeForm(),
    }
    status = 422 if faulty else 200
    return render(request, "office/final_material.html", {**context, **frame(request, shown)}, status=status)
