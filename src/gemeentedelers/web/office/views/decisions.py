from collections.abc import Callable
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from gemeentedelers.domain.entries.queries import entries_in_competition
from gemeentedelers.domain.people.rules import OFFICE
from gemeentedelers.domain.shortlists.actions import (
    confirm_proposal,
    propose,
    spend_wildcard,
    take_back_wildcard,
    withdraw_announcement,
)
from gemeentedelers.domain.shortlists.queries import (
    basis_in,
    holds_wildcards,
    obstacle_to_confirm,
    promised_draw,
    proposals_in,
    standing_proposal,
    wildcards_in,
    without_a_place,
)
from gemeentedelers.foundation.mail.queries import batch_status
from gemeentedelers.foundation.refusals import RefusedError
from gemeentedelers.web.office.access import edition_in_sight, edition_to_run, reading_round
from gemeentedelers.web.office.deciding import Step, changes_in, sheet_of, step_of
from gemeentedelers.web.office.decision_forms import ProposalForm
from gemeentedelers.web.office.forms import ConfirmForm
from gemeentedelers.web.office.frame import frame
from gemeentedelers.web.ui.doors import door
from gemeentedelers.web.ui.labels import sentence
from gemeentedelers.web.ui.requests import SignedInRequest
from gemeentedelers.web.ui.wildcards import WildcardForm

if TYPE_CHECKING:
    from gemeentedelers.domain.editions.models import Edition, Round

SIGNING = "Ja, ik heb dit voorstel gelezen en teken het."
WITHDRAWING = "Ja, trek de bekendmaking terug."


@require_safe
@door(*OFFICE)
def decisions(request: SignedInRequest, year: int) -> HttpResponse:
    return _page(request, edition_in_sight(request.user, year))


@require_safe
@door(*OFFICE)
def proposal(request: SignedInRequest, year: int, number: int) -> HttpResponse:
    """Any proposal as it was, also one that was replaced."""
    shown = edition_in_sight(request.user, year)
    found = get_object_or_404(proposals_in(reading_round(shown)), number=number)
    context = {"proposal": found, "sheet": sheet_of(found)}
    return render(request, "office/proposal.html", {**context, **frame(request, shown)})


@require_POST
@door(*OFFICE)
def make(request: SignedInRequest, year: int) -> HttpResponse:
    shown = edition_to_run(request.user, year)
    form = _proposal_form(request, reading_round(shown))
    if not form.is_valid():
        return _page(request, shown, proposal_form=form)
    try:
        propose(
            shown,
            changes=form.changes(),
            places_reason=form.cleaned_data["places_reason"],
            by=request.user,
            now=request.now,
        )
    except RefusedError as error:
        form.add_error(None, sentence(error.refusal))
        return _page(request, shown, proposal_form=form)
    messages.success(request, "Het voorstel wacht op de handtekening van iemand anders.")
    return redirect("office:decisions", year)


@require_POST
@door(*OFFICE)
def sign(request: SignedInRequest, year: int, number: int) -> HttpResponse:
    """For another organiser, and for an administrator: who may look along may also sign."""
    shown = edition_in_sight(request.user, year)
    found = get_object_or_404(proposals_in(reading_round(shown)), number=number)
    form = ConfirmForm(request.POST, label=SIGNING)
    if not form.is_valid():
        return _page(request, shown, signing_form=form)
    return _acted(
        request,
        year,
        lambda: confirm_proposal(found, by=request.user, now=request.now),
        "Het voorstel is ondertekend. De shortlist wordt over 10 minuten bekend.",
    )


@require_POST
@door(*OFFICE)
def withdraw(request: SignedInRequest, year: int) -> HttpResponse:
    shown = edition_in_sight(request.user, year)
    form = ConfirmForm(request.POST, label=WITHDRAWING)
    if not form.is_valid():
        return _page(request, shown, withdrawing_form=form)
    return _acted(
        request,
        year,
        lambda: withdraw_announcement(shown, by=request.user, now=request.now),
        "De bekendmaking is teruggetrokken. Er gaat geen mail uit.",
    )


@require_POST
@door(*OFFICE)
def wildcard(request: SignedInRequest, year: int) -> HttpResponse:
    shown = edition_to_run(request.user, year)
    form = WildcardForm(without_a_place(reading_round(shown)), request.POST)
    if not form.is_valid():
        return _page(request, shown, wildcard_form=form)
    try:
        spend_wildcard(form.chosen, reason=form.cleaned_data["reason"], by=request.user, now=request.now)
    except RefusedError as error:
        form.add_error(None, sentence(error.refusal))
        return _page(request, shown, wildcard_form=form)
    messages.success(request, "De wildcard is gegeven. Hij telt mee in het volgende voorstel.")
    return redirect("office:decisions", year)


@require_POST
@door(*OFFICE)
def take_back(request: SignedInRequest, year: int, code: str) -> HttpResponse:
    shown = edition_to_run(request.user, year)
    found = get_object_or_404(wildcards_in(reading_round(shown)), code=code)
    return _acted(
        request,
        year,
        lambda: take_back_wildcard(found, by=request.user, now=request.now),
        "De wildcard is teruggenomen.",
    )


def _acted(request: SignedInRequest, year: int, act: Callable[[], object], done: str) -> HttpResponse:
    try:
        act()
        messages.success(request, done)
    except RefusedError as error:
        messages.error(request, sentence(error.refusal))
    return redirect("office:decisions", year)


def _proposal_form(request: SignedInRequest, round_: "Round") -> ProposalForm:
    entries = list(entries_in_competition(round_.edition))
    return ProposalForm(entries, request.POST, changes=_standing_changes(round_))


def _standing_changes(round_: "Round") -> dict[str, str]:
    standing = standing_proposal(round_)
    return changes_in(sheet_of(standing)) if standing else {}


def _page(
    request: SignedInRequest,
    shown: "Edition",
    *,
    proposal_form: ProposalForm | None = None,
    signing_form: ConfirmForm | None = None,
    withdrawing_form: ConfirmForm | None = None,
    wildcard_form: WildcardForm | None = None,
) -> HttpResponse:
    """The decisions with the one step that comes next: propose, sign, or take back."""
    round_ = reading_round(shown)
    if not round_.places:
        raise Http404
    standing = standing_proposal(round_)
    sheet = sheet_of(standing) if standing else None
    step = step_of(round_, standing, request.now)
    competing = list(entries_in_competition(shown))
    faulty = proposal_form or signing_form or withdrawing_form or wildcard_form
    may_change = step in (Step.PROPOSE, Step.SIGN)
    found = basis_in(round_) if may_change else None
    context = {
        "round": round_,
        "step": step,
        "standing": standing,
        "sheet": sheet,
        "earlier": [row for row in proposals_in(round_) if row != standing],
        "obstacle": obstacle_to_confirm(standing, request.user, found) if standing and step is Step.SIGN else None,
        "mails": batch_status(standing.batch) if standing else None,
        "n_close": len(found.close) if found else 0,
        "order": found.order if found else None,
        "draw": promised_draw(round_) if may_change else None,
        "wildcards": list(wildcards_in(round_)),
        "may_spend": may_change and holds_wildcards(request.user, round_),
        "faulty_form": faulty,
        "proposal_form": proposal_form
        or ProposalForm(competing, places_reason=standing.places_reason if standing else "", changes=changes_in(sheet)),
        "signing_form": signing_form or ConfirmForm(label=SIGNING),
        "withdrawing_form": withdrawing_form or ConfirmForm(label=WITHDRAWING),
        "wildcard_form": wildcard_form or WildcardForm(without_a_place(round_, found) if found else []),
    }
    status = 422 if faulty else 200
    return render(request, "office/decisions.html", {**context, **frame(request, shown)}, status=status)
