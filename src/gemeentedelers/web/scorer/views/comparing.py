from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from gemeentedelers.domain.entries.queries import newest_version
from gemeentedelers.domain.panels.actions import declare_conflict
from gemeentedelers.domain.scoring.actions import decide_comparison
from gemeentedelers.domain.scoring.queries import comparisons_of, obstacle_to_begin
from gemeentedelers.foundation.refusals import RefusedError
from gemeentedelers.web.scorer.access import READERS
from gemeentedelers.web.scorer.desk import frame, piles_of, why_not_read
from gemeentedelers.web.scorer.forms import PairConflictForm
from gemeentedelers.web.ui.casefile import laid_out, names_of
from gemeentedelers.web.ui.doors import door
from gemeentedelers.web.ui.labels import sentence
from gemeentedelers.web.ui.requests import SignedInRequest

if TYPE_CHECKING:
    from gemeentedelers.domain.entries.models import Entry
    from gemeentedelers.domain.scoring.models import Comparison

LEFT, RIGHT = "links", "rechts"


@dataclass(frozen=True)
class Shown:
    """An entry with the text that is judged."""

    entry: "Entry"
    content: Mapping[str, object]


@require_http_methods(["GET", "HEAD", "POST"])
@door(*READERS)
def comparison(request: SignedInRequest, code: str) -> HttpResponse:
    """Two entries side by side, and which of them is better."""
    pair = get_object_or_404(comparisons_of(request.user), code=code)
    if obstacle_to_begin(pair.reader) is not None:
        return redirect("scorer:start", pair.reader.round.edition.year, pair.reader.round.kind)
    if request.method == "POST":
        return _decide(request, pair)
    piles = piles_of(request.user, request.now)
    pile = next(pile for pile in piles if pile.reader == pair.reader)
    chosen = {pair.left_id: LEFT, pair.right_id: RIGHT}.get(pair.winner_id or 0, "")
    context = {
        "pair": pair,
        "pile": pile,
        "sides": [(LEFT, "Links", _shown(pair.left)), (RIGHT, "Rechts", _shown(pair.right))],
        "chosen": chosen,
        "edition": pair.reader.round.edition,
        "refusal": why_not_read(pair.reader.round, request.now),
    }
    return render(request, "scorer/comparison.html", {**context, **frame(piles)})


@require_safe
@door(*READERS)
def entry(request: SignedInRequest, code: str, side: str) -> HttpResponse:
    """The whole text of one of the two."""
    pair = get_object_or_404(comparisons_of(request.user), code=code)
    if obstacle_to_begin(pair.reader) is not None or side not in (LEFT, RIGHT):
        raise Http404
    shown = _shown(pair.left if side == LEFT else pair.right)
    edition = pair.reader.round.edition
    context = {"pair": pair, "edition": edition, "shown": shown, "groups": laid_out(shown.content, names_of(edition))}
    return render(request, "scorer/compared_entry.html", {**context, **frame(piles_of(request.user, request.now))})


@require_http_methods(["GET", "HEAD", "POST"])
@door(*READERS)
def conflict(request: SignedInRequest, code: str) -> HttpResponse:
    """Involved in one of the two: the pair disappears."""
    pair = get_object_or_404(comparisons_of(request.user), code=code)
    entries = {entry.reference: entry for entry in (pair.left, pair.right)}
    form = PairConflictForm(list(entries.values()), request.POST if request.method == "POST" else None)
    if form.is_valid():
        involved, reason = entries[form.cleaned_data["entry"]], form.cleaned_data["reason"]
        declare_conflict(involved, reason=reason, by=request.user, now=request.now)
        messages.success(request, f"U vergelijkt “{involved.title}” niet meer.")
        return redirect("scorer:queue")
    context = {"pair": pair, "form": form, **frame(piles_of(request.user, request.now))}
    return render(request, "scorer/comparison_conflict.html", context, status=422 if form.errors else 200)


def _decide(request: SignedInRequest, pair: "Comparison") -> HttpResponse:
    winner = {LEFT: pair.left, RIGHT: pair.right}.get(request.POST.get("beter", ""))
    if winner is None:
        messages.error(request, "Kies links of rechts.")
        return redirect("scorer:comparison", pair.code)
    try:
        decide_comparison(pair, winner, by=request.user, now=request.now)
    except RefusedError as error:
        messages.error(request, sentence(error.refusal))
        return redirect("scorer:comparison", pair.code)
    pile = next(pile for pile in piles_of(request.user, request.now) if pile.reader == pair.reader)
    following = pile.following_pair
    if following is None:
        messages.success(request, "U hebt alles vergeleken. Dank u wel.")
        return redirect("scorer:queue")
    return redirect("scorer:comparison", following.code)


def _shown(entry: "Entry") -> Shown:
    version = newest_version(entry)
    if version is None:
        raise Http404
    return Shown(entry, version.content)
