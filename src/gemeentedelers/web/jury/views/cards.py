from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gemeentedelers.domain.deliberations.actions import save_card
from gemeentedelers.domain.deliberations.queries import Pitch, jury_editions, pitches_for
from gemeentedelers.domain.deliberations.rules import CardStatus, DeliberationObstacle
from gemeentedelers.domain.editions.queries import criteria_of
from gemeentedelers.domain.panels.actions import declare_conflict
from gemeentedelers.domain.people.queries import has_role
from gemeentedelers.domain.people.rules import JURY, Role
from gemeentedelers.foundation.refusals import RefusedError
from gemeentedelers.web.jury.card_forms import JurorCardForm, TiedForm
from gemeentedelers.web.ui.doors import door
from gemeentedelers.web.ui.labels import label, sentence
from gemeentedelers.web.ui.requests import SignedInRequest, TimedRequest, viewer_of
from gemeentedelers.web.ui.templatetags.ui import hour

if TYPE_CHECKING:
    from gemeentedelers.domain.deliberations.models import JurorCard
    from gemeentedelers.domain.editions.models import Criterion, Edition
    from gemeentedelers.domain.people.models import User

SIGNED_OUT, CHANGED, FAULTY, OVER = 401, 409, 422, 423
INCOMPLETE = (
    DeliberationObstacle.SCORES_MISSING,
    DeliberationObstacle.STRENGTH_MISSING,
    DeliberationObstacle.TEXT_TOO_LONG,
)


class Act(StrEnum):
    """The buttons under a card, as the form sends them."""

    HAND_IN = "inleveren"
    KEEP = "bewaren"


@dataclass(frozen=True)
class Sheet:
    """A pitch on the page: the finalist, and the form of the viewer's card."""

    pitch: Pitch
    form: JurorCardForm
    number: int


@require_safe
@door(*JURY)
def cards(request: SignedInRequest, year: int) -> HttpResponse:
    """Every card of the day in one page, so that a phone without network opens the next one."""
    edition = get_object_or_404(jury_editions(request.user, request.now), year=year)
    criteria = list(criteria_of(edition))
    pitches = pitches_for(request.user, edition, request.now)
    context = {**_frame(request, edition), "sheets": [_sheet(pitch, criteria) for pitch in pitches]}
    return render(request, "jury/cards.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@door(*JURY)
def card(request: SignedInRequest, year: int, reference: str) -> HttpResponse:
    """One card as a plain form; what was typed stays on screen, also when the cards opened in the meantime."""
    pitch, criteria = _pitch(request.user, year, reference, request)
    if request.method != "POST":
        return _card_page(request, _sheet(pitch, criteria))
    form = JurorCardForm(criteria, request.POST, reference=reference)
    is_final = request.POST.get("doe") == Act.HAND_IN
    if not form.is_valid() or (is_final and not form.ask_for_all()):
        return _card_page(request, Sheet(pitch, form, _number(request.POST)))
    try:
        kept = _save(request.user, pitch, form, request)
    except RefusedError as error:
        if error.refusal.code is DeliberationObstacle.CARD_CHANGED:
            return _differences_page(request, pitch, form, criteria)
        form.add_error(None, sentence(error.refusal))
        return _card_page(request, Sheet(pitch, form, _number(request.POST)))
    done = "ingeleverd" if kept.status == CardStatus.HANDED_IN else "bewaard"
    messages.success(request, f"Uw kaart over “{pitch.finalist.entry.title}” is {done} om {hour(kept.saved_at)}.")
    return redirect("jury:cards" if is_final else "jury:card", *([year] if is_final else [year, reference]))


@require_POST
def keep_card(request: TimedRequest, year: int, reference: str) -> HttpResponse:
    """A whole card from the script. Always answers in JSON, so that the script can say what to do."""
    viewer = viewer_of(request)
    if viewer is None:
        return JsonResponse({"login": redirect_to_login(reverse("jury:cards", args=[year])).url}, status=SIGNED_OUT)
    pitch, criteria = _pitch(viewer, year, reference, request)
    form = JurorCardForm(criteria, request.POST, reference=reference)
    if not form.is_valid():
        faults = " ".join(str(error) for errors in form.errors.values() for error in errors)
        return JsonResponse({"message": f"Nog niet bewaard. {faults}"}, status=FAULTY)
    try:
        kept = _save(viewer, pitch, form, request)
    except RefusedError as error:
        return _why_not_kept(error, pitch, form, criteria)
    status = CardStatus(kept.status)
    is_in = status is CardStatus.HANDED_IN
    return JsonResponse(
        {"number": kept.number, "saved": hour(kept.saved_at), "isHandedIn": is_in, "words": label(status)}
    )


@require_http_methods(["GET", "HEAD", "POST"])
@door(*JURY)
def conflict(request: SignedInRequest, year: int, reference: str) -> HttpResponse:
    """A juror turns out to be tied to a finalist: the card is set aside at once."""
    pitch, _ = _pitch(request.user, year, reference, request)
    form = TiedForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        declare_conflict(pitch.finalist.entry, reason=form.cleaned_data["reason"], by=request.user, now=request.now)
        messages.success(request, f"U hebt geen kaart meer over “{pitch.finalist.entry.title}”.")
        return redirect("jury:cards", year)
    context = {**_frame(request, pitch.finalist.category.edition), "pitch": pitch, "form": form}
    return render(request, "jury/card_conflict.html", context, status=FAULTY if form.errors else 200)


def _pitch(viewer: "User", year: int, reference: str, request: TimedRequest) -> "tuple[Pitch, list[Criterion]]":
    edition = get_object_or_404(jury_editions(viewer, request.now), year=year)
    for pitch in pitches_for(viewer, edition, request.now):
        if pitch.finalist.entry.reference == reference:
            pitch.finalist.category.edition = edition
            return pitch, list(criteria_of(edition))
    raise Http404


def _sheet(pitch: Pitch, criteria: "Sequence[Criterion]") -> Sheet:
    own = pitch.card if not pitch.is_barred else None
    form = JurorCardForm(criteria, reference=pitch.finalist.entry.reference, filled=own.filled if own else None)
    return Sheet(pitch, form, own.number if own else 0)


def _save(viewer: "User", pitch: Pitch, form: JurorCardForm, request: TimedRequest) -> "JurorCard":
    return save_card(
        pitch.finalist,
        form.filled(),
        is_final=request.POST.get("doe") == Act.HAND_IN,
        number=_number(request.POST),
        by=viewer,
        now=request.now,
    )


def _number(posted: Mapping[str, str]) -> int:
    """Which card the juror saw; 0 when there was none yet."""
    text = posted.get("nummer", "")
    return int(text) if text.isdecimal() and len(text) < 10 else 0


def _why_not_kept(
    error: RefusedError, pitch: Pitch, form: JurorCardForm, criteria: "Sequence[Criterion]"
) -> JsonResponse:
    message = sentence(error.refusal)
    if error.refusal.code in INCOMPLETE:
        return JsonResponse({"message": message}, status=FAULTY)
    if error.refusal.code is not DeliberationObstacle.CARD_CHANGED:
        return JsonResponse({"message": message}, status=OVER)
    stored = _sheet(pitch, criteria)
    differences = [{"label": row.label, "stored": row.stored, "own": row.own} for row in form.differences(stored.form)]
    return JsonResponse(
        {"message": message, "number": stored.number, "values": stored.form.values(), "differences": differences},
        status=CHANGED,
    )


def _frame(request: SignedInRequest, edition: "Edition") -> dict[str, object]:
    return {
        "edition": edition,
        "is_chair": has_role(request.user, Role.JURY_CHAIR, edition.year),
        "crumbs": [{"label": "Jury", "url": reverse("jury:agenda")}, {"label": "Kaarten"}],
    }


def _card_page(request: SignedInRequest, sheet: Sheet) -> HttpResponse:
    context = {**_frame(request, sheet.pitch.finalist.category.edition), "sheet": sheet}
    return render(request, "jury/card.html", context, status=FAULTY if sheet.form.errors else 200)


def _differences_page(
    request: SignedInRequest, pitch: Pitch, form: JurorCardForm, criteria: "Sequence[Criterion]"
) -> HttpResponse:
    """The card was saved on another device; nothing is overwritten until the juror has seen both."""
    stored = _sheet(pitch, criteria)
    context = {
        **_frame(request, pitch.finalist.category.edition),
        "pitch": pitch,
        "form": form,
        "number": stored.number,
        "act": request.POST.get("doe") or Act.KEEP,
        "differences": form.differences(stored.form),
    }
    return render(request, "jury/card_changed.html", context, status=CHANGED)
