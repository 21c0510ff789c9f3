from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from gemeentedelers.domain.editions.queries import criteria_of
from gemeentedelers.domain.editions.rules import RoundKind
from gemeentedelers.domain.entries.queries import newest_version
from gemeentedelers.domain.panels.actions import declare_conflict, set_aside
from gemeentedelers.domain.scoring.actions import save_scorecard
from gemeentedelers.domain.scoring.queries import desk_in_competition, filled_on, obstacle_to_begin
from gemeentedelers.domain.scoring.rules import ScoringObstacle
from gemeentedelers.foundation.refusals import RefusedError
from gemeentedelers.web.scorer.access import READERS
from gemeentedelers.web.scorer.desk import Pile, frame, piles_of, why_not_write
from gemeentedelers.web.scorer.forms import CardForm, ConflictForm, ScorecardForm, ScreeningForm
from gemeentedelers.web.ui.casefile import laid_out, names_of
from gemeentedelers.web.ui.doors import door
from gemeentedelers.web.ui.labels import sentence
from gemeentedelers.web.ui.requests import SignedInRequest, TimedRequest, viewer_of
from gemeentedelers.web.ui.templatetags.ui import clock

if TYPE_CHECKING:
    from gemeentedelers.domain.panels.models import Assignment
    from gemeentedelers.domain.scoring.models import Scorecard
    from gemeentedelers.domain.scoring.rules import Filled

SIGNED_OUT, CHANGED, FAULTY, OVER = 401, 409, 422, 423


class Act(StrEnum):
    """The buttons under a card, as the form sends them."""

    NEXT = "volgende"
    SAVE = "opslaan"
    LATER = "later"
    CONFLICT = "belang"


@require_http_methods(["GET", "HEAD", "POST"])
@door(*READERS)
def scorecard(request: SignedInRequest, code: str) -> HttpResponse:
    assignment = get_object_or_404(desk_in_competition(request.user), code=code)
    if obstacle_to_begin(assignment.reader) is not None:
        return redirect("scorer:start", assignment.reader.round.edition.year, assignment.reader.round.kind)
    if request.method != "POST":
        return _page(request, assignment, _stored_form(assignment))
    act = Act(request.POST["doe"]) if request.POST.get("doe") in list(Act) else Act.SAVE
    form = _form(assignment, request.POST, is_final=act is Act.NEXT)
    if not form.is_valid():
        return _page(request, assignment, form)
    try:
        kept = _save(request, assignment, form, is_final=act is Act.NEXT or _stays_final(assignment, form))
        if act is Act.LATER and not kept.is_final:
            set_aside(assignment, by=request.user, now=request.now)
    except RefusedError as error:
        if error.refusal.code is ScoringObstacle.CARD_CHANGED:
            return _differences(request, assignment, form, act)
        form.add_error(None, sentence(error.refusal))
        return _page(request, assignment, form)
    return _after(request, assignment, kept, form, act)


@require_POST
def keep(request: TimedRequest, code: str) -> HttpResponse:
    """The autosave of a whole card. Always answers in JSON, so that the script can say what to do."""
    viewer = viewer_of(request)
    if viewer is None:
        return JsonResponse({"login": redirect_to_login(f"/beoordelen/{code}/").url}, status=SIGNED_OUT)
    assignment = get_object_or_404(desk_in_competition(viewer), code=code)
    stored = _stored(assignment)
    form = _form(assignment, request.POST, is_final=stored is not None and stored.is_final)
    if not form.is_valid():
        return JsonResponse({"message": _why_not_kept(form)}, status=FAULTY)
    try:
        kept = save_scorecard(
            assignment,
            form.filled(),
            is_final=stored is not None and stored.is_final,
            number=_number(request.POST),
            by=viewer,
            now=request.now,
        )
    except RefusedError as error:
        is_changed = error.refusal.code is ScoringObstacle.CARD_CHANGED
        return JsonResponse({"message": sentence(error.refusal)}, status=CHANGED if is_changed else OVER)
    return JsonResponse({"number": kept.number, "saved": clock(kept.saved_at)})


def _why_not_kept(form: CardForm) -> str:
    faults = [str(error) for errors in form.errors.values() for error in errors]
    return f"Nog niet opgeslagen. {' '.join(faults)} Wat u typte, staat nog op dit apparaat."


@require_http_methods(["GET", "HEAD", "POST"])
@door(*READERS)
def conflict(request: SignedInRequest, code: str) -> HttpResponse:
    assignment = get_object_or_404(desk_in_competition(request.user), code=code)
    form = ConflictForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        return _leave(request, assignment, form.cleaned_data["reason"])
    context = {"assignment": assignment, "entry": assignment.entry, "form": form}
    piles = piles_of(request.user, request.now)
    return render(request, "scorer/conflict.html", {**context, **frame(piles)}, status=FAULTY if form.errors else 200)


def _leave(request: SignedInRequest, assignment: "Assignment", reason: str) -> HttpResponse:
    try:
        declare_conflict(assignment.entry, reason=reason, by=request.user, now=request.now)
    except RefusedError as error:
        messages.error(request, sentence(error.refusal))
        return redirect("scorer:conflict", assignment.code)
    messages.success(request, f"“{assignment.entry.title}” staat niet meer op uw lijst.")
    return redirect("scorer:queue")


def _form(
    assignment: "Assignment",
    answers: Mapping[str, str] | None = None,
    *,
    is_final: bool = False,
    filled: "Filled | None" = None,
) -> CardForm:
    round_ = assignment.reader.round
    if round_.kind == RoundKind.SCREENING:
        return ScreeningForm(answers, is_final=is_final, filled=filled)
    return ScorecardForm(list(criteria_of(round_.edition)), answers, is_final=is_final, filled=filled)


def _stored(assignment: "Assignment") -> "Scorecard | None":
    return getattr(assignment, "scorecard", None)


def _stored_form(assignment: "Assignment") -> CardForm:
    stored = _stored(assignment)
    return _form(assignment, filled=filled_on(stored) if stored else None)


def _stays_final(assignment: "Assignment", form: CardForm) -> bool:
    stored = _stored(assignment)
    return stored is not None and stored.is_final and not form.missing()


def _save(request: SignedInRequest, assignment: "Assignment", form: CardForm, *, is_final: bool) -> "Scorecard":
    return save_scorecard(
        assignment,
        form.filled(),
        is_final=is_final,
        number=_number(request.POST),
        by=request.user,
        now=request.now,
    )


def _number(posted: Mapping[str, str]) -> int:
    """Which card the reader saw; 0 when there was none yet."""
    text = posted.get("nummer", "")
    return int(text) if text.isdecimal() and len(text) < 10 else 0


def _page(request: SignedInRequest, assignment: "Assignment", form: CardForm) -> HttpResponse:
    """What was just typed stays on screen, also when the round closed in the meantime."""
    entry, round_ = assignment.entry, assignment.reader.round
    version = newest_version(entry)
    if version is None:
        raise Http404
    piles = piles_of(request.user, request.now)
    pile = next(pile for pile in piles if pile.reader == assignment.reader)
    stored = _stored(assignment)
    before, after = pile.around(assignment)
    context = {
        "assignment": assignment,
        "reader": assignment.reader,
        "entry": entry,
        "edition": round_.edition,
        "version": version,
        "groups": laid_out(version.content, names_of(round_.edition)),
        "form": form,
        "is_screening": round_.kind == RoundKind.SCREENING,
        "refusal": None if form.is_bound else why_not_write(assignment, request.now),
        "given": _given(form),
        "stored": stored,
        "number": _number(request.POST) if form.is_bound else stored.number if stored else 0,
        "pile": pile,
        "before": before,
        "after": after,
    }
    return render(request, "scorer/scorecard.html", {**context, **frame(piles)}, status=FAULTY if form.errors else 200)


def _given(form: CardForm) -> list[dict[str, str]]:
    """What was kept, for who can only read it."""
    return [{"label": question, "value": said} for question, said in form.said().items()]


def _differences(request: SignedInRequest, assignment: "Assignment", form: CardForm, act: Act) -> HttpResponse:
    """The card was saved somewhere else; nothing is overwritten until the reader has seen both."""
    fresh = get_object_or_404(desk_in_competition(request.user), pk=assignment.pk)
    stored = _stored(fresh)
    context = {
        "assignment": fresh,
        "entry": fresh.entry,
        "stored": stored,
        "form": form,
        "act": act,
        "differences": form.differences(_stored_form(fresh)),
    }
    piles = piles_of(request.user, request.now)
    return render(request, "scorer/scorecard_changed.html", {**context, **frame(piles)}, status=CHANGED)


def _after(
    request: SignedInRequest, assignment: "Assignment", kept: "Scorecard", form: CardForm, act: Act
) -> HttpResponse:
    if act is Act.CONFLICT:
        return redirect("scorer:conflict", assignment.code)
    if act in (Act.NEXT, Act.LATER):
        return _go_on(request, assignment, is_done=act is Act.NEXT)
    missing = "" if kept.is_final else _still_needed(form.missing())
    messages.success(request, f"Opgeslagen om {clock(kept.saved_at)}. {missing}".strip())
    return redirect("scorer:scorecard", assignment.code)


def _still_needed(missing: Sequence[str]) -> str:
    if not missing:
        return "Alles is ingevuld. Kies “Opslaan en volgende” als deze kaart klaar is."
    return f"Nog nodig voordat deze kaart klaar is: {', '.join(missing)}."


def _go_on(request: SignedInRequest, assignment: "Assignment", *, is_done: bool) -> HttpResponse:
    """To the next entry of the same round; to the overview when everything is done."""
    pile = next(pile for pile in piles_of(request.user, request.now) if pile.reader == assignment.reader)
    following = pile.following
    if following is None:
        return _all_read(request, pile)
    done = "is klaar" if is_done else "staat achteraan op uw lijst"
    if following == assignment:
        messages.info(request, "Dit is de enige inzending die u nog kunt lezen.")
        return redirect("scorer:queue")
    messages.success(request, f"“{assignment.entry.title}” {done}. Hier is de volgende.")
    return redirect("scorer:scorecard", following.code)


def _all_read(request: SignedInRequest, pile: Pile) -> HttpResponse:
    messages.success(request, "U hebt alle inzendingen gelezen. Kijk alles nog één keer na en rond af.")
    return redirect("scorer:finish", pile.round.edition.year, pile.round.kind)
