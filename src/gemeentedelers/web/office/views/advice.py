"""The board that shows which teams still lack advice, and the desk at which it is written."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gemeentedelers.domain.advice.actions import approve_advice, approve_all, release_advice, write_advice
from gemeentedelers.domain.advice.queries import (
    AdviceRow,
    advice_on,
    board_of,
    counts_of,
    entries_to_advise,
    ready_advice,
    replies_in,
    tips_about,
)
from gemeentedelers.domain.advice.rules import ENOUGH_TO_CLOSE, AdviceStatus, Usefulness, remarks_on
from gemeentedelers.domain.people.rules import OFFICE
from gemeentedelers.foundation.refusals import RefusedError
from gemeentedelers.web.office.access import edition_in_sight, edition_to_run, may_run, reading_round
from gemeentedelers.web.office.advice_forms import AdviceForm, ApprovalForm, advice_form
from gemeentedelers.web.office.forms import ConfirmForm
from gemeentedelers.web.office.frame import frame
from gemeentedelers.web.ui.doors import door
from gemeentedelers.web.ui.labels import label, sentence
from gemeentedelers.web.ui.requests import SignedInRequest

if TYPE_CHECKING:
    from gemeentedelers.domain.advice.models import Advice
    from gemeentedelers.domain.editions.models import Edition, Round
    from gemeentedelers.domain.entries.models import Entry

PER_PAGE = 100
WITHOUT = "zonder"
FILTERS = {
    "": ("Alles", (None, *AdviceStatus)),
    WITHOUT: ("Zonder advies", (None, AdviceStatus.DRAFT)),
    "nakijken": ("Wacht op een tweede lezer", (AdviceStatus.READY,)),
    "goedgekeurd": ("Goedgekeurd", (AdviceStatus.APPROVED,)),
    "verstuurd": ("Bij het team", (AdviceStatus.RELEASED,)),
}
APPROVING = "Ja, ik las deze adviezen. Ze kunnen naar de teams."
RELEASING = "Ja, laat de teams hun advies nu lezen. Elk teamlid krijgt een mail."


@dataclass(frozen=True)
class Tip:
    """What one reader wrote; the number says nothing about who that is."""

    number: int
    text: str


@require_safe
@door(*OFFICE)
def board(request: SignedInRequest, year: int) -> HttpResponse:
    return _board_page(request, edition_in_sight(request.user, year))


@require_POST
@door(*OFFICE)
def approve_many(request: SignedInRequest, year: int) -> HttpResponse:
    shown = edition_to_run(request.user, year)
    form = ConfirmForm(request.POST, label=APPROVING)
    if not form.is_valid():
        return _board_page(request, shown, approving_form=form)
    try:
        waiting = ready_advice(reading_round(shown))
        n_approved = approve_all(waiting, is_read_again=True, by=request.user, now=request.now)
        messages.success(request, f"{n_approved} adviezen zijn goedgekeurd.")
    except RefusedError as error:
        messages.error(request, sentence(error.refusal))
    return redirect("office:advice_board", year)


@require_POST
@door(*OFFICE)
def release(request: SignedInRequest, year: int) -> HttpResponse:
    shown = edition_to_run(request.user, year)
    form = ConfirmForm(request.POST, label=RELEASING)
    if not form.is_valid():
        return _board_page(request, shown, releasing_form=form)
    try:
        n_released = release_advice(reading_round(shown), by=request.user.code, now=request.now)
        messages.success(request, f"{n_released} teams kunnen hun advies lezen. Zij krijgen een mail.")
    except RefusedError as error:
        messages.error(request, sentence(error.refusal))
    return redirect("office:advice_board", year)


@require_http_methods(["GET", "HEAD", "POST"])
@door(*OFFICE)
def advice(request: SignedInRequest, year: int, reference: str) -> HttpResponse:
    """Write the advice of one entry beside the tips of its readers. `neem-over` puts a tip in the first empty part."""
    shown = edition_in_sight(request.user, year)
    round_ = reading_round(shown)
    entry = get_object_or_404(entries_to_advise(round_), reference=reference)
    known, tips = advice_on(entry, round_), _tips(entry, round_)
    if request.method != "POST":
        return _desk_page(request, shown, entry, known, tips, advice_form(known))
    if not may_run(request.user, year):
        raise Http404
    form = AdviceForm(request.POST)
    if not form.is_valid():
        return _desk_page(request, shown, entry, known, tips, form)
    if "neem-over" in request.POST:
        return _desk_page(request, shown, entry, known, tips, _with_tip(form, tips, request.POST["neem-over"]))
    is_ready = "klaar" in request.POST
    try:
        write_advice(
            entry, round_, form.parts, number=form.based_on, is_ready=is_ready, by=request.user, now=request.now
        )
    except RefusedError as error:
        form.add_error(None, sentence(error.refusal))
        return _desk_page(request, shown, entry, known, tips, form)
    messages.success(request, "Het advies wacht op een tweede lezer." if is_ready else "Het concept is bewaard.")
    return redirect(_after(shown, round_, entry) if is_ready else request.path)


@require_POST
@door(*OFFICE)
def approve(request: SignedInRequest, year: int, reference: str) -> HttpResponse:
    shown = edition_to_run(request.user, year)
    round_ = reading_round(shown)
    entry = get_object_or_404(entries_to_advise(round_), reference=reference)
    known, form = advice_on(entry, round_), ApprovalForm(request.POST)
    if known is None or not form.is_valid():
        raise Http404
    try:
        approve_advice(known, is_read_again=form.cleaned_data["is_read_again"], by=request.user, now=request.now)
        messages.success(request, f"Het advies voor “{entry.title}” is goedgekeurd.")
    except RefusedError as error:
        messages.error(request, sentence(error.refusal))
        return redirect("office:advice", year, reference)
    return redirect("office:advice_board", year)


def _tips(entry: "Entry", round_: "Round") -> list[Tip]:
    return [Tip(number, text) for number, text in enumerate(tips_about(entry, round_), start=1)]


def _with_tip(form: AdviceForm, tips: Sequence[Tip], asked: str) -> AdviceForm:
    chosen = next((tip.text for tip in tips if str(tip.number) == asked), "")
    return AdviceForm(parts=form.parts.with_tip(chosen), number=form.based_on)


def _after(shown: "Edition", round_: "Round", entry: "Entry") -> str:
    """The next entry for which nobody wrote, or the board when there is none."""
    waiting = (row.entry for row in board_of(round_) if row.status in FILTERS[WITHOUT][1] and row.entry != entry)
    following = next(waiting, None)
    if following is None:
        return reverse("office:advice_board", args=[shown.year])
    return reverse("office:advice", args=[shown.year, following.reference])


def _desk_page(
    request: SignedInRequest,
    shown: "Edition",
    entry: "Entry",
    known: "Advice | None",
    tips: Sequence[Tip],
    form: AdviceForm,
) -> HttpResponse:
    parts = form.parts if form.is_bound and form.is_valid() else known.parts if known else None
    context = {
        "entry": entry,
        "advice": known,
        "status": AdviceStatus(known.status) if known else None,
        "is_with_team": known is not None and known.status == AdviceStatus.RELEASED,
        "is_ready": known is not None and known.status == AdviceStatus.READY,
        "is_own": known is not None and known.written_by_id == request.user.pk,
        "tips": tips,
        "form": form,
        "approval_form": ApprovalForm(),
        "remarks": [f"‘{label(part)}’ {label(remark)}" for part, remark in remarks_on(parts)] if parts else [],
    }
    status = 422 if form.errors else 200
    return render(request, "office/advice.html", {**context, **frame(request, shown)}, status=status)


def _board_page(
    request: SignedInRequest,
    shown: "Edition",
    *,
    approving_form: ConfirmForm | None = None,
    releasing_form: ConfirmForm | None = None,
) -> HttpResponse:
    round_ = reading_round(shown)
    asked = request.GET.get("staat", "")
    state = asked if asked in FILTERS else ""
    rows: list[AdviceRow] = [row for row in board_of(round_) if row.status in FILTERS[state][1]]
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("pagina"))
    counts, replies = counts_of(round_), replies_in(round_)
    faulty = approving_form or releasing_form
    context = {
        "round": round_,
        "page": page,
        "states": [(key, name) for key, (name, _) in FILTERS.items()],
        "state": state,
        "ignored": asked if asked != state else "",
        "query": f"staat={state}&" if state else "",
        "n_entries": counts.total(),
        "n_without": counts.total() - sum(counts[status] for status in ENOUGH_TO_CLOSE),
        "n_ready": counts[AdviceStatus.READY],
        "n_approved": counts[AdviceStatus.APPROVED],
        "n_released": counts[AdviceStatus.RELEASED],
        "replies": [(label(answer), replies[answer]) for answer in Usefulness] if replies else [],
        "faulty_form": faulty,
        "approving_form": approving_form or ConfirmForm(label=APPROVING),
        "releasing_form": releasing_form or ConfirmForm(label=RELEASING),
    }
    return render(
        request, "office/advice_board.html", {**context, **frame(request, shown)}, status=422 if faulty else 200
    )
