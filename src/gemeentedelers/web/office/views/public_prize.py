from collections.abc import Callable
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from gemeentedelers.domain.people.rules import OFFICE
from gemeentedelers.domain.voting.actions import (
    confirm_ruling,
    confirm_withholding,
    open_vote,
    plan_vote,
    propose_ruling,
    propose_withholding,
)
from gemeentedelers.domain.voting.queries import (
    OPEN_RULINGS,
    entries_in_vote,
    phase_in,
    quarantines_in,
    turnout_of,
    vote_of,
)
from gemeentedelers.foundation.refusals import RefusedError
from gemeentedelers.web.office.access import edition_in_sight, edition_to_run
from gemeentedelers.web.office.forms import ConfirmForm
from gemeentedelers.web.office.frame import frame
from gemeentedelers.web.office.prize_forms import ReasonForm, RulingForm, VotePlanForm
from gemeentedelers.web.ui.doors import door
from gemeentedelers.web.ui.forms import Form
from gemeentedelers.web.ui.labels import sentence
from gemeentedelers.web.ui.requests import SignedInRequest

if TYPE_CHECKING:
    from gemeentedelers.domain.editions.models import Edition
    from gemeentedelers.domain.voting.models import Quarantine, Vote

OPENING = "Ja, de finalisten, de regels en de sluiting liggen hierna vast."


@require_http_methods(["GET", "HEAD", "POST"])
@door(*OFFICE)
def public_prize(request: SignedInRequest, year: int) -> HttpResponse:
    """How the vote goes, without anything of what was chosen; before the opening also how it will go."""
    shown = edition_in_sight(request.user, year)
    if request.method != "POST":
        return _page(request, shown)
    edition_to_run(request.user, year)
    form = VotePlanForm(request.POST, vote=vote_of(shown))
    if not form.is_valid():
        return _page(request, shown, plan_form=form)
    try:
        plan_vote(shown, form.plan(), by=request.user, now=request.now)
    except RefusedError as error:
        form.add_error(None, sentence(error.refusal))
        return _page(request, shown, plan_form=form)
    messages.success(request, "Bewaard. Open de stemming als de finalisten vaststaan.")
    return redirect("office:public_prize", year)


@require_POST
@door(*OFFICE)
def open_now(request: SignedInRequest, year: int) -> HttpResponse:
    shown, vote = _to_run(request, year)
    form = ConfirmForm(request.POST, label=OPENING)
    if not form.is_valid():
        return _page(request, shown, opening_form=form)
    return _acted(request, year, lambda: open_vote(vote, by=request.user, now=request.now), "De stemming ligt vast.")


@require_POST
@door(*OFFICE)
def propose(request: SignedInRequest, year: int, code: str) -> HttpResponse:
    shown, vote = _to_run(request, year)
    quarantine = get_object_or_404(quarantines_in(vote), code=code)
    form = RulingForm(request.POST, auto_id=f"id_{code}_%s")
    if not form.is_valid():
        return _page(request, shown, ruling=(code, form))
    said = form.cleaned_data
    return _acted(
        request,
        year,
        lambda: propose_ruling(quarantine, said["outcome"], reason=said["reason"], by=request.user, now=request.now),
        "Uw voorstel wacht op een tweede persoon.",
    )


@require_POST
@door(*OFFICE)
def confirm(request: SignedInRequest, year: int, code: str) -> HttpResponse:
    """For another organiser, and for an administrator: who may look along may also confirm."""
    vote = _vote_or_404(edition_in_sight(request.user, year))
    quarantine = get_object_or_404(quarantines_in(vote), code=code)
    return _acted(
        request, year, lambda: confirm_ruling(quarantine, by=request.user, now=request.now), "Het besluit staat vast."
    )


@require_POST
@door(*OFFICE)
def withhold(request: SignedInRequest, year: int) -> HttpResponse:
    shown, vote = _to_run(request, year)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return _page(request, shown, withholding_form=form)
    return _acted(
        request,
        year,
        lambda: propose_withholding(vote, reason=form.cleaned_data["reason"], by=request.user, now=request.now),
        "Uw voorstel wacht op een tweede persoon.",
    )


@require_POST
@door(*OFFICE)
def confirm_withheld(request: SignedInRequest, year: int) -> HttpResponse:
    vote = _vote_or_404(edition_in_sight(request.user, year))
    return _acted(
        request,
        year,
        lambda: confirm_withholding(vote, by=request.user, now=request.now),
        "De publieksprijs wordt niet uitgereikt.",
    )


def _to_run(request: SignedInRequest, year: int) -> "tuple[Edition, Vote]":
    shown = edition_to_run(request.user, year)
    return shown, _vote_or_404(shown)


def _vote_or_404(shown: "Edition") -> "Vote":
    vote = vote_of(shown)
    if vote is None:
        raise Http404
    return vote


def _acted(request: SignedInRequest, year: int, act: Callable[[], object], done: str) -> HttpResponse:
    try:
        act()
        messages.success(request, done)
    except RefusedError as error:
        messages.error(request, sentence(error.refusal))
    return redirect("office:public_prize", year)


def _page(
    request: SignedInRequest,
    shown: "Edition",
    *,
    plan_form: VotePlanForm | None = None,
    opening_form: ConfirmForm | None = None,
    withholding_form: ReasonForm | None = None,
    ruling: tuple[str, RulingForm] | None = None,
) -> HttpResponse:
    vote = vote_of(shown)
    faulty: Form | None = plan_form or opening_form or withholding_form or (ruling[1] if ruling else None)
    context: dict[str, object] = {"vote": vote, "faulty_form": faulty}
    if vote is None or vote.opened_at is None:
        context |= {
            "plan_form": plan_form or VotePlanForm(vote=vote),
            "opening_form": opening_form or ConfirmForm(label=OPENING),
        }
    else:
        context |= {
            "phase": phase_in(vote, request.now),
            "turnout": turnout_of(vote),
            "n_candidates": len(entries_in_vote(shown)),
            "rows": [(row, _ruling_form(row, ruling)) for row in quarantines_in(vote)],
            "withholding_form": withholding_form or ReasonForm(auto_id="id_withhold_%s"),
        }
    status = 422 if faulty else 200
    return render(request, "office/public_prize.html", {**context, **frame(request, shown)}, status=status)


def _ruling_form(row: "Quarantine", faulty: tuple[str, RulingForm] | None) -> RulingForm | None:
    if row.status not in OPEN_RULINGS:
        return None
    return faulty[1] if faulty and faulty[0] == row.code else RulingForm(auto_id=f"id_{row.code}_%s")
