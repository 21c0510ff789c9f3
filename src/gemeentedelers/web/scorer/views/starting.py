from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from gemeentedelers.domain.conflicts.queries import employments_of
from gemeentedelers.domain.editions.queries import criteria_of
from gemeentedelers.domain.editions.rules import RoundKind
from gemeentedelers.domain.panels.actions import accept_rules, declare_interests
from gemeentedelers.domain.panels.queries import entries_to_declare, interests_of, seats_of
from gemeentedelers.domain.scoring.actions import score_golden_case
from gemeentedelers.domain.scoring.queries import golden_cases_of, obstacle_to_begin, warm_ups_of
from gemeentedelers.domain.scoring.rules import WARMED_UP, Leaning, leaning
from gemeentedelers.foundation.refusals import RefusedError
from gemeentedelers.web.scorer.access import READERS
from gemeentedelers.web.scorer.desk import frame, piles_of, why_not_read
from gemeentedelers.web.scorer.forms import InterestsForm, RulesForm, WarmUpForm
from gemeentedelers.web.ui.casefile import laid_out, names_of
from gemeentedelers.web.ui.doors import door
from gemeentedelers.web.ui.labels import sentence
from gemeentedelers.web.ui.requests import SignedInRequest

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gemeentedelers.domain.editions.models import Criterion
    from gemeentedelers.domain.panels.models import Reader
    from gemeentedelers.domain.scoring.models import GoldenCase, WarmUp


@dataclass(frozen=True)
class Beside:
    """One's own score for a criterion beside that of the panel, with the words of both anchors."""

    name: str
    own: int
    own_anchor: str
    panel: int
    panel_anchor: str

    @property
    def is_same(self) -> bool:
        return self.own == self.panel


@require_http_methods(["GET", "HEAD", "POST"])
@door(*READERS)
def start(request: SignedInRequest, year: int, kind: RoundKind) -> HttpResponse:
    """The rules. Whoever accepted them sees what comes next."""
    reader = seat(request, year, kind)
    form = RulesForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        accept_rules(reader, by=request.user, now=request.now)
        return redirect("scorer:interests", year, kind)
    context = {"form": form, "golden": _golden(reader)}
    return _page(request, reader, "scorer/start.html", context, step=1, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@door(*READERS)
def interests(request: SignedInRequest, year: int, kind: RoundKind) -> HttpResponse:
    reader = seat(request, year, kind)
    if reader.accepted_rules_at is None:
        return redirect("scorer:start", year, kind)
    declared = list(interests_of(reader))
    known = {conflict.entry_id for conflict in declared}
    entries = [entry for entry in entries_to_declare(reader) if entry.pk not in known]
    form = InterestsForm(entries, request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            declare_interests(reader, form.interests(), by=request.user, now=request.now)
        except RefusedError as error:
            form.add_error(None, sentence(error.refusal))
        else:
            return _onwards(request, reader, n_declared=len(form.interests()))
    context = {"form": form, "declared": declared, "former": list(employments_of(request.user))}
    return _page(request, reader, "scorer/interests.html", context, step=2, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@door(*READERS)
def warm_up(request: SignedInRequest, year: int, kind: RoundKind, code: str) -> HttpResponse:
    """A golden case with the card beside it; once scored, one's own view beside that of the panel."""
    reader = seat(request, year, kind)
    golden = next((case for case in _golden(reader) if case.code == code), None)
    if golden is None:
        raise Http404
    if not reader.has_begun:
        return redirect("scorer:start", year, kind)
    criteria = list(criteria_of(reader.round.edition))
    done = warm_ups_of(request.user, reader.round.edition).filter(golden=golden).first()
    if done is not None:
        return _compared(request, reader, golden, done, criteria)
    form = WarmUpForm(criteria, request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            score_golden_case(reader, golden, form.values(), by=request.user, now=request.now)
        except RefusedError as error:
            form.add_error(None, sentence(error.refusal))
        else:
            return redirect("scorer:warm_up", year, kind, code)
    context = {
        "form": form,
        "golden": golden,
        **_place(reader, golden),
        "groups": laid_out(golden.version.content, names_of(golden.version.entry.edition)),
    }
    return _page(request, reader, "scorer/warm_up.html", context, step=3, status=422 if form.errors else 200)


def seat(request: SignedInRequest, year: int, kind: RoundKind) -> "Reader":
    return get_object_or_404(seats_of(request.user), round__edition__year=year, round__kind=kind)


def _golden(reader: "Reader") -> "list[GoldenCase]":
    return list(golden_cases_of(reader.round.edition)) if reader.round.kind in WARMED_UP else []


def _next_golden(request: SignedInRequest, reader: "Reader") -> "GoldenCase | None":
    done = set(warm_ups_of(request.user, reader.round.edition).values_list("golden", flat=True))
    return next((golden for golden in _golden(reader) if golden.pk not in done), None)


def _onwards(request: SignedInRequest, reader: "Reader", *, n_declared: int) -> HttpResponse:
    """To the first golden case, or to the list."""
    if n_declared:
        what = "1 inzending" if n_declared == 1 else f"{n_declared} inzendingen"
        messages.success(request, f"Dank u wel. U krijgt {what} niet te lezen.")
    golden = _next_golden(request, reader)
    if golden is None:
        return redirect("scorer:queue")
    return redirect("scorer:warm_up", reader.round.edition.year, reader.round.kind, golden.code)


def _compared(
    request: SignedInRequest,
    reader: "Reader",
    golden: "GoldenCase",
    done: "WarmUp",
    criteria: "Sequence[Criterion]",
) -> HttpResponse:
    weights = {criterion.key: criterion.weight for criterion in criteria}
    own = {key: value for key, value in done.values.items() if key in weights}
    leans = leaning(own, golden.values, weights=weights)
    context = {
        "golden": golden,
        "rows": [_beside(criterion, own, golden) for criterion in criteria if criterion.key in own],
        "leaning": leans,
        "is_alike": leans is Leaning.ALIKE,
        "following": _next_golden(request, reader),
        **_place(reader, golden),
    }
    return _page(request, reader, "scorer/warm_up_compared.html", context, step=3)


def _place(reader: "Reader", golden: "GoldenCase") -> dict[str, object]:
    listed = _golden(reader)
    return {"number": listed.index(golden) + 1, "n_golden": len(listed)}


def _beside(criterion: "Criterion", own: dict[str, int], golden: "GoldenCase") -> Beside:
    mine, theirs = own[criterion.key], golden.values[criterion.key]
    return Beside(criterion.name, mine, criterion.anchors[mine - 1], theirs, criterion.anchors[theirs - 1])


def _page(
    request: SignedInRequest,
    reader: "Reader",
    template: str,
    context: dict[str, object],
    *,
    step: int,
    status: int = 200,
) -> HttpResponse:
    shared = {
        "reader": reader,
        "round": reader.round,
        "edition": reader.round.edition,
        "refusal": why_not_read(reader.round, request.now),
        "to_do": obstacle_to_begin(reader),
        "steps": _steps(reader, step),
    }
    return render(request, template, {**shared, **context, **frame(piles_of(request.user, request.now))}, status=status)


def _steps(reader: "Reader", step: int) -> list[dict[str, str]]:
    names = ["Hoe u leest", "Waar u bij betrokken bent", *(["Voorbeelden"] if _golden(reader) else [])]
    states = {-1: "done", 0: "current", 1: "todo"}
    return [
        {"label": name, "state": states[(place > step) - (place < step)]} for place, name in enumerate(names, start=1)
    ]
