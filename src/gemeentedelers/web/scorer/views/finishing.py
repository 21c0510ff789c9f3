from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from gemeentedelers.domain.editions.queries import criteria_of
from gemeentedelers.domain.editions.rules import RoundKind
from gemeentedelers.domain.scoring.actions import finalise_reader
from gemeentedelers.domain.scoring.queries import scores_on
from gemeentedelers.domain.scoring.rules import TIP_SHORTEST, use_of_scale
from gemeentedelers.foundation.refusals import RefusedError
from gemeentedelers.web.scorer.access import READERS
from gemeentedelers.web.scorer.desk import Item, Pile, frame, piles_of
from gemeentedelers.web.scorer.views.starting import seat
from gemeentedelers.web.ui.doors import door
from gemeentedelers.web.ui.labels import sentence
from gemeentedelers.web.ui.requests import SignedInRequest

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gemeentedelers.domain.editions.models import Criterion

NO_SCORE = "–"


@dataclass(frozen=True)
class Row:
    """One entry as its reader judged it, and what its card lacks."""

    item: Item
    scores: tuple[tuple[str, str], ...]
    said: str
    missing: str


@require_http_methods(["GET", "HEAD", "POST"])
@door(*READERS)
def finish(request: SignedInRequest, year: int, kind: RoundKind) -> HttpResponse:
    """Everything once more, and the final word."""
    reader = seat(request, year, kind)
    piles = piles_of(request.user, request.now)
    pile = next(pile for pile in piles if pile.reader == reader)
    if pile.start is not None:
        return redirect("scorer:start", year, kind)
    if request.method == "POST":
        return _finalise(request, pile)
    is_screening = kind is RoundKind.SCREENING
    criteria = [] if is_screening else list(criteria_of(reader.round.edition))
    rows = _rows(pile, criteria)
    values = [int(value) for row in rows for _, value in row.scores if value != NO_SCORE]
    scale = use_of_scale(values)
    context = {
        "pile": pile,
        "edition": reader.round.edition,
        "criteria": criteria,
        "is_screening": is_screening,
        "rows": rows,
        "scale": [{"label": f"keer een {score}", "count": count} for score, count in scale.items()],
        "most": max(scale.values()) or 1,
        "n_scores": len(values),
    }
    return render(request, "scorer/finish.html", {**context, **frame(piles)})


def _finalise(request: SignedInRequest, pile: Pile) -> HttpResponse:
    try:
        finalise_reader(pile.reader, by=request.user, now=request.now)
    except RefusedError as error:
        messages.error(request, sentence(error.refusal))
        return redirect("scorer:finish", pile.round.edition.year, pile.round.kind)
    messages.success(request, "Uw beoordeling is afgerond. Dank u wel voor het lezen.")
    return redirect("scorer:queue")


def _rows(pile: Pile, criteria: "Sequence[Criterion]") -> list[Row]:
    cards = [card for item in pile.items if (card := getattr(item.assignment, "scorecard", None))]
    values = scores_on(cards)
    return [_row(item, values, criteria) for item in pile.items]


def _row(item: Item, values: dict[int, dict[str, int]], criteria: "Sequence[Criterion]") -> Row:
    card = getattr(item.assignment, "scorecard", None)
    given = values.get(card.pk, {}) if card else {}
    scores = tuple((criterion.name, str(given.get(criterion.key, NO_SCORE))) for criterion in criteria)
    missing = [criterion.name for criterion in criteria if criterion.key not in given]
    if criteria and len(card.tip if card else "") < TIP_SHORTEST:
        missing.append("tip")
    if not criteria and not (card and card.is_final):
        missing.append("ja of nee, met een reden")
    if not missing and card and not card.is_final:
        missing.append("“Opslaan en volgende”")
    said = {True: "Ja", False: "Nee"}.get(card.passes, NO_SCORE) if card else NO_SCORE
    return Row(item, scores, said, "" if item.is_final else ", ".join(missing))
