"""Choosing the finalists: the plan of the final, the list, its second signature, and taking that back."""

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from gemeentedelers.domain.finals.actions import (
    confirm_finalists,
    nominate,
    plan_final,
    withdraw_confirmation,
)
from gemeentedelers.domain.finals.queries import (
    bringings_in,
    choosable_in,
    entries_nominated,
    final_of,
    lists_of,
    obstacle_to_sign,
    places_to_choose_from,
    standing_list,
    warnings_on,
)
from gemeentedelers.domain.finals.rules import NominationStatus
from gemeentedelers.domain.people.rules import OFFICE
from gemeentedelers.foundation.mail.queries import batch_status
from gemeentedelers.foundation.refusals import RefusedError
from gemeentedelers.web.office.access import edition_in_sight, edition_to_run, may_run
from gemeentedelers.web.office.final_forms import NominateForm, PlanForm
from gemeentedelers.web.office.finalists import Step, fields_of, step_of
from gemeentedelers.web.office.forms import ConfirmForm
from gemeentedelers.web.office.frame import frame
from gemeentedelers.web.ui.doors import door
from gemeentedelers.web.ui.labels import sentence
from gemeentedelers.web.ui.requests import SignedInRequest

if TYPE_CHECKING:
    from gemeentedelers.domain.editions.models import Edition
    from gemeentedelers.domain.finals.models import NominationList
    from gemeentedelers.domain.recuts.models import Placement

SIGNING = "Ja, ik heb deze lijst gelezen en teken haar."
WITHDRAWING = "Ja, trek de finalisten terug."


@require_safe
@door(*OFFICE)
def final(request: SignedInRequest, year: int) -> HttpResponse:
    return _page(request, edition_in_sight(request.user, year))


@require_POST
@door(*OFFICE)
def plan(request: SignedInRequest, year: int) -> HttpResponse:
    shown = edition_to_run(request.user, year)
    form = PlanForm(request.POST)
    if not form.is_valid():
        return _page(request, shown, plan_form=form)
    given = form.cleaned_data
    try:
        plan_final(
            shown,
            places=given["places"],
            material_due_at=given["due"],
            explanation=given["explanation"],
            by=request.user,
            now=request.now,
        )
    except RefusedError as error:
        form.add_error(None, sentence(error.refusal))
        return _page(request, shown, plan_form=form)
    messages.success(request, "Het plan voor de finale is opgeslagen.")
    return redirect("office:final", year)


@require_POST
@door(*OFFICE)
def nominate_finalists(request: SignedInRequest, year: int) -> HttpResponse:
    shown = edition_to_run(request.user, year)
    form = NominateForm(_open_places(shown), request.POST)
    if not form.is_valid():
        return _page(request, shown, nominate_form=form)
    try:
        made = nominate(
            shown,
            form.reasons(),
            places_reason=form.cleaned_data["places_reason"],
            by=request.user,
            now=request.now,
        )
    except RefusedError as error:
        form.add_error(None, sentence(error.refusal))
        return _page(request, shown, nominate_form=form)
    messages.success(request, "De lijst wacht op de handtekening van iemand anders.")
    return redirect("office:nomination_list", year, made.code)


@require_safe
@door(*OFFICE)
def nomination_list(request: SignedInRequest, year: int, code: str) -> HttpResponse:
    """Any list as it was, also one that was replaced."""
    shown = edition_in_sight(request.user, year)
    return _list_page(request, shown, get_object_or_404(lists_of(shown), code=code))


@require_POST
@door(*OFFICE)
def sign(request: SignedInRequest, year: int, code: str) -> HttpResponse:
    """For another organiser, and for an administrator: who may look along may also sign."""
    shown = edition_in_sight(request.user, year)
    found = get_object_or_404(lists_of(shown), code=code)
    form = ConfirmForm(request.POST, label=SIGNING)
    if not form.is_valid():
        return _list_page(request, shown, found, form=form)
    try:
        confirm_finalists(found, by=request.user, now=request.now)
    except RefusedError as error:
        messages.error(request, sentence(error.refusal))
        return redirect("office:nomination_list", year, code)
    when = "De nieuwe finalisten zijn" if found.is_supplement else "De finalisten worden over 10 minuten"
    messages.success(request, f"De lijst is ondertekend. {when} bekend.")
    return redirect("office:final", year)


@require_POST
@door(*OFFICE)
def withdraw(request: SignedInRequest, year: int) -> HttpResponse:
    shown = edition_in_sight(request.user, year)
    form = ConfirmForm(request.POST, label=WITHDRAWING)
    if not form.is_valid():
        return _page(request, shown, withdrawing_form=form)
    try:
        withdraw_confirmation(shown, by=request.user, now=request.now)
        messages.success(request, "De handtekening is teruggetrokken. Er gaat geen mail uit.")
    except RefusedError as error:
        messages.error(request, sentence(error.refusal))
    return redirect("office:final", year)


def _open_places(shown: "Edition") -> list["Placement"]:
    finalists = choosable_in(shown).finalists
    return [row for row in places_to_choose_from(shown) if row.entry.reference not in finalists]


def _nominate_form(open_places: list["Placement"], standing: "NominationList | None") -> NominateForm:
    """Begins with the list that waits, so that a small change is a small change."""
    if standing is None or standing.status != NominationStatus.PENDING:
        return NominateForm(open_places)
    return NominateForm(open_places, reasons=standing.reasons, places_reason=standing.places_reason)


def _page(
    request: SignedInRequest,
    shown: "Edition",
    *,
    plan_form: PlanForm | None = None,
    nominate_form: NominateForm | None = None,
    withdrawing_form: ConfirmForm | None = None,
) -> HttpResponse:
    """The final with the one step that comes next: choose, sign, take back, or follow the material."""
    planned, standing = final_of(shown), standing_list(shown)
    placed, finalists = list(places_to_choose_from(shown)), choosable_in(shown).finalists
    open_places = [row for row in placed if row.entry.reference not in finalists]
    step = step_of(planned, standing, n_placed=len(placed), now=request.now)
    may_choose = step in (Step.CHOOSE, Step.SIGN, Step.DONE) and may_run(request.user, shown.year)
    form = nominate_form or (_nominate_form(open_places, standing) if may_choose else None)
    faulty = plan_form or nominate_form or withdrawing_form
    bringings = bringings_in(shown) if planned.is_out(request.now) else []
    context = {
        "final": planned,
        "step": step,
        "standing": standing,
        "is_out": planned.is_out(request.now),
        "fields": fields_of(shown, placed, finalists, viewer=request.user, form=form),
        "n_open": len(open_places),
        "bringings": bringings,
        "n_missing": sum(row.is_missing for row in bringings),
        "mails": batch_status(standing.batch) if standing and standing.n_signed else None,
        "lists": list(lists_of(shown)),
        "faulty_form": faulty,
        "plan_form": plan_form or PlanForm.of(planned),
        "nominate_form": form,
        "withdrawing_form": withdrawing_form or ConfirmForm(label=WITHDRAWING),
    }
    return render(request, "office/final.html", {**context, **frame(request, shown)}, status=422 if faulty else 200)


def _list_page(
    request: SignedInRequest, shown: "Edition", found: "NominationList", *, form: ConfirmForm | None = None
) -> HttpResponse:
    is_waiting = found.status == NominationStatus.PENDING
    context = {
        "list": found,
        "nominated": entries_nominated(found),
        "warnings": warnings_on(shown, found.reasons) if is_waiting else [],
        "obstacle": obstacle_to_sign(found, request.user, request.now) if is_waiting else None,
        "final": final_of(shown),
        "faulty_form": form,
        "signing_form": form or ConfirmForm(label=SIGNING),
    }
    page = "office/nomination_list.html"
    return render(request, page, {**context, **frame(request, shown)}, status=422 if form else 200)
