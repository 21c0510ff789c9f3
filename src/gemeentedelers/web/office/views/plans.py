from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from gemeentedelers.domain.panels.rules import AssignmentOrigin
from gemeentedelers.domain.people.rules import OFFICE
from gemeentedelers.domain.plans.actions import apply_plan, discard_plan, prepare_plan
from gemeentedelers.domain.plans.queries import (
    coverage_of,
    n_entries_short,
    outcome_of,
    plans_in,
    plans_of,
    prepared_plan,
    present_readers,
)
from gemeentedelers.domain.plans.rules import Objective, PlanStatus
from gemeentedelers.foundation.refusals import RefusedError
from gemeentedelers.web.office.access import edition_in_sight, edition_to_run
from gemeentedelers.web.office.dividing import Choice, chosen_round, consequences, load_rows, why_short
from gemeentedelers.web.office.dividing_forms import PlanForm
from gemeentedelers.web.office.frame import frame
from gemeentedelers.web.ui.doors import door
from gemeentedelers.web.ui.labels import label, sentence
from gemeentedelers.web.ui.requests import SignedInRequest

if TYPE_CHECKING:
    from gemeentedelers.domain.editions.models import Edition
    from gemeentedelers.domain.plans.models import Plan

PER_PAGE = 50
MOST_SHORTFALLS = 50
MOST_PLANS = 5


@require_safe
@door(*OFFICE)
def division(request: SignedInRequest, year: int) -> HttpResponse:
    """How a round is divided now, and the way to divide what is missing."""
    shown = edition_in_sight(request.user, year)
    return _page(request, shown, chosen_round(shown, request.GET.get("ronde", "")))


@require_POST
@door(*OFFICE)
def prepare(request: SignedInRequest, year: int) -> HttpResponse:
    shown = edition_to_run(request.user, year)
    choice = chosen_round(shown, request.POST.get("ronde", ""))
    form = PlanForm(request.POST)
    if not form.is_valid():
        return _page(request, shown, choice, form=form)
    try:
        plan = prepare_plan(
            choice.round,
            objective=Objective(form.cleaned_data["objective"]),
            seed=form.cleaned_data["seed"] or 0,
            starts_over=form.cleaned_data["starts_over"],
            by=request.user.code,
            now=request.now,
        )
    except RefusedError as error:
        messages.error(request, sentence(error.refusal))
        return redirect(_address(year, choice))
    return redirect("office:plan", year, plan.code)


@require_safe
@door(*OFFICE)
def plan(request: SignedInRequest, year: int, code: str) -> HttpResponse:
    """What a plan would change, in words first."""
    shown = edition_in_sight(request.user, year)
    found = _plan(shown, code)
    outcome = outcome_of(found)
    page = Paginator(outcome.loads, PER_PAGE).get_page(request.GET.get("pagina"))
    readers = {reader.user.code: reader for reader in present_readers(found.round)}
    context = {
        "plan": found,
        "round": found.round,
        "status": label(PlanStatus(found.status)),
        "origin": label(AssignmentOrigin(found.origin)),
        "is_prepared": found.status == PlanStatus.PREPARED,
        "outcome": outcome,
        "consequences": consequences(outcome, found.round),
        "shortfalls": [(row, why_short(row)) for row in outcome.shortfalls[:MOST_SHORTFALLS]],
        "n_more_shortfalls": max(len(outcome.shortfalls) - MOST_SHORTFALLS, 0),
        "page": page,
        "rows": load_rows(page, readers, found.round),
    }
    return render(request, "office/plan.html", {**context, **frame(request, shown)})


@require_POST
@door(*OFFICE)
def apply(request: SignedInRequest, year: int, code: str) -> HttpResponse:
    found = _plan(edition_to_run(request.user, year), code)
    try:
        outcome = outcome_of(apply_plan(found, by=request.user.code, now=request.now))
    except RefusedError as error:
        messages.error(request, sentence(error.refusal))
        return redirect("office:plan", year, code)
    told = "1 lezer krijgt een mail." if outcome.n_told == 1 else f"{outcome.n_told} lezers krijgen een mail."
    messages.success(request, f"De verdeling is toegepast. {told}")
    return redirect(_address_of(found))


@require_POST
@door(*OFFICE)
def discard(request: SignedInRequest, year: int, code: str) -> HttpResponse:
    found = _plan(edition_to_run(request.user, year), code)
    try:
        discard_plan(found, by=request.user.code, now=request.now)
        messages.success(request, "De verdeling is weggegooid. Er is niets veranderd.")
    except RefusedError as error:
        messages.error(request, sentence(error.refusal))
    return redirect(_address_of(found))


def _plan(shown: "Edition", code: str) -> "Plan":
    return get_object_or_404(plans_in(shown), code=code)


def _address(year: int, choice: Choice) -> str:
    return f"{reverse('office:division', args=[year])}?{choice.query}"


def _address_of(found: "Plan") -> str:
    return f"{reverse('office:division', args=[found.round.edition.year])}?ronde={found.round.kind}"


def _page(request: SignedInRequest, shown: "Edition", choice: Choice, *, form: PlanForm | None = None) -> HttpResponse:
    round_ = choice.round
    page = Paginator(coverage_of(round_), PER_PAGE).get_page(request.GET.get("pagina"))
    readers = list(present_readers(round_))
    context = {
        "choice": choice,
        "round": round_,
        "page": page,
        "query": f"{choice.query}&",
        "n_entries": page.paginator.count,
        "n_readers": len(readers),
        "n_capacity": sum(reader.capacity for reader in readers),
        "n_short": n_entries_short(round_),
        "prepared": prepared_plan(round_),
        "settled": [(row, label(PlanStatus(row.status))) for row in _settled(choice)],
        "may_divide": round_.closed_at is None and request.now < round_.closes,
        "form": form or PlanForm(),
    }
    status = 422 if form else 200
    return render(request, "office/division.html", {**context, **frame(request, shown)}, status=status)


def _settled(choice: Choice) -> list["Plan"]:
    return list(plans_of(choice.round).filter(status=PlanStatus.APPLIED)[:MOST_PLANS])
