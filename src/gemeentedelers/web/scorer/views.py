from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from gemeentedelers.domain.editions.queries import criteria_of
from gemeentedelers.domain.entries.queries import newest_version
from gemeentedelers.domain.panels.actions import declare_conflict
from gemeentedelers.domain.scoring.actions import write_scorecard
from gemeentedelers.domain.scoring.queries import values_of
from gemeentedelers.domain.scoring.rules import ScorecardStatus
from gemeentedelers.foundation.refusals import RefusedError
from gemeentedelers.web.scorer.access import READERS
from gemeentedelers.web.scorer.desk import Pile, assignments_to_read, piles_of, why_not_read
from gemeentedelers.web.scorer.forms import ConflictForm, ScorecardForm
from gemeentedelers.web.ui.casefile import laid_out, names_of
from gemeentedelers.web.ui.doors import door
from gemeentedelers.web.ui.labels import sentence
from gemeentedelers.web.ui.requests import SignedInRequest

if TYPE_CHECKING:
    from gemeentedelers.domain.editions.models import Criterion
    from gemeentedelers.domain.panels.models import Assignment


@require_safe
@door(*READERS)
def queue(request: SignedInRequest) -> HttpResponse:
    piles = piles_of(request.user, request.now)
    return render(request, "scorer/queue.html", {"piles": piles, **_frame(piles, is_queue=True)})


@require_http_methods(["GET", "HEAD", "POST"])
@door(*READERS)
def scorecard(request: SignedInRequest, code: str) -> HttpResponse:
    assignment = get_object_or_404(assignments_to_read(request.user), code=code)
    criteria = list(criteria_of(assignment.reader.round.edition))
    if request.method != "POST":
        return _scorecard_page(request, assignment, _stored(assignment, criteria))
    is_final = "klaar" in request.POST
    form = ScorecardForm(criteria, request.POST, is_final=is_final)
    if not form.is_valid():
        return _scorecard_page(request, assignment, form)
    try:
        write_scorecard(
            assignment,
            form.values(),
            tip=form.cleaned_data["tip"],
            is_final=is_final,
            by=request.user,
            now=request.now,
        )
    except RefusedError as error:
        form.add_error(None, sentence(error.refusal))
        return _scorecard_page(request, assignment, form)
    return _go_on(request, assignment) if is_final else _stay(request, assignment)


@require_http_methods(["GET", "HEAD", "POST"])
@door(*READERS)
def conflict(request: SignedInRequest, code: str) -> HttpResponse:
    assignment = get_object_or_404(assignments_to_read(request.user), code=code)
    form = ConflictForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        return _leave(request, assignment, form.cleaned_data["reason"])
    context = {"assignment": assignment, "entry": assignment.entry, "form": form}
    frame = _frame(piles_of(request.user, request.now))
    return render(request, "scorer/conflict.html", {**context, **frame}, status=422 if form.errors else 200)


def _leave(request: SignedInRequest, assignment: "Assignment", reason: str) -> HttpResponse:
    try:
        declare_conflict(assignment.entry, reason=reason, by=request.user, now=request.now)
    except RefusedError as error:
        messages.error(request, sentence(error.refusal))
        return redirect("scorer:conflict", assignment.code)
    messages.success(request, f"“{assignment.entry.title}” staat niet meer op uw lijst.")
    return redirect("scorer:queue")


def _scorecard_page(request: SignedInRequest, assignment: "Assignment", form: ScorecardForm) -> HttpResponse:
    """What was just typed stays on screen, also when the round closed in the meantime."""
    entry, piles = assignment.entry, piles_of(request.user, request.now)
    version = newest_version(entry)
    if version is None:
        raise Http404
    stored = getattr(assignment, "scorecard", None)
    context = {
        "assignment": assignment,
        "entry": entry,
        "edition": assignment.reader.round.edition,
        "version": version,
        "groups": laid_out(version.content, names_of(assignment.reader.round.edition)),
        "form": form,
        "refusal": None if form.is_bound else why_not_read(assignment.reader.round, request.now),
        "given": _given(form),
        "stored": stored,
        "is_final": stored is not None and stored.status == ScorecardStatus.FINAL,
    }
    status = 422 if form.errors else 200
    return render(request, "scorer/scorecard.html", {**context, **_frame(piles)}, status=status)


def _stored(assignment: "Assignment", criteria: Sequence["Criterion"]) -> ScorecardForm:
    stored = getattr(assignment, "scorecard", None)
    if stored is None:
        return ScorecardForm(criteria)
    return ScorecardForm(criteria, values=values_of(stored), tip=stored.tip)


def _given(form: ScorecardForm) -> list[dict[str, str]]:
    """The scores that were kept, for who can only read them."""
    return [
        {"label": str(question.field.label), "value": question.stored, "missing": "Geen score gegeven"}
        for question in form.questions()
    ]


def _go_on(request: SignedInRequest, assignment: "Assignment") -> HttpResponse:
    """To the next entry of the same round, or back to the list when this was the last one."""
    round_ = assignment.reader.round
    piles = piles_of(request.user, request.now)
    following = next((pile.following for pile in piles if pile.round == round_), None)
    if following is None:
        messages.success(request, "Klaar. U hebt alle inzendingen gelezen. Dank u wel.")
        return redirect("scorer:queue")
    messages.success(request, f"“{assignment.entry.title}” is klaar. Hier is de volgende.")
    return redirect("scorer:scorecard", following.code)


def _stay(request: SignedInRequest, assignment: "Assignment") -> HttpResponse:
    messages.success(request, "Uw concept is bewaard. Het telt pas mee als u op ‘Klaar’ drukt.")
    return redirect("scorer:scorecard", assignment.code)


def _frame(piles: Sequence[Pile], *, is_queue: bool = False) -> dict[str, object]:
    n_left = sum(pile.n_left for pile in piles)
    rail = [{"url": reverse("scorer:queue"), "label": "Mijn beoordelingen", "count": n_left, "current": is_queue}]
    return {"rail": rail, "rail_title": "Beoordelen"}
