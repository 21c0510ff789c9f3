"""Comparing close entries two at a time: how they stand, and giving out pairs."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from gemeentedelers.domain.editions.queries import round_of
from gemeentedelers.domain.editions.rules import RoundKind
from gemeentedelers.domain.entries.queries import entries_in_competition
from gemeentedelers.domain.people.rules import OFFICE
from gemeentedelers.domain.rankings.actions import ask_pairs
from gemeentedelers.domain.rankings.queries import close_entries, pairs_standing, standing_of
from gemeentedelers.domain.rankings.rules.pairing import MOST_PAIRS, PairedRow
from gemeentedelers.domain.shortlists.queries import close_to_the_cut
from gemeentedelers.foundation.refusals import RefusedError
from gemeentedelers.web.office.access import edition_in_sight, edition_to_run, reading_round
from gemeentedelers.web.office.frame import frame
from gemeentedelers.web.ui.doors import door
from gemeentedelers.web.ui.forms import Form
from gemeentedelers.web.ui.labels import sentence
from gemeentedelers.web.ui.requests import SignedInRequest

if TYPE_CHECKING:
    from gemeentedelers.domain.editions.models import Edition, Round
    from gemeentedelers.domain.entries.models import Entry


class PairsForm(Form):
    n = forms.IntegerField(
        label="Hoeveel paren geeft u uit?",
        help_text="Eén op de vijf kiest het toeval; de rest zijn de paren die het meest vertellen.",
        min_value=1,
        max_value=MOST_PAIRS,
        initial=20,
        error_messages={
            "required": "Vul een aantal in.",
            "invalid": "Vul een heel getal in.",
            "min_value": "Vul minstens 1 in.",
            "max_value": "Vul hoogstens %(limit_value)s in.",
        },
    )


@dataclass(frozen=True)
class Row:
    kept: PairedRow
    entry: "Entry"


@require_http_methods(["GET", "HEAD", "POST"])
@door(*OFFICE)
def pairs(request: SignedInRequest, year: int) -> HttpResponse:
    """404 for an edition in which nobody compares two entries."""
    shown = edition_to_run(request.user, year) if request.method == "POST" else edition_in_sight(request.user, year)
    round_ = round_of(shown, RoundKind.PAIRS)
    if round_ is None:
        raise Http404
    close = _close(shown)
    form = PairsForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        n = form.cleaned_data["n"]
        try:
            n_asked = ask_pairs(round_, close, n, by=request.user.code, now=request.now)
        except RefusedError as error:
            form.add_error("n", sentence(error.refusal))
        else:
            messages.success(request, _given(n_asked, n))
            return redirect("office:pairs", year)
    return _page(request, shown, round_, close, form)


def _close(edition: "Edition") -> "list[Entry]":
    """By the corrected scores; without those, what is close to the cut by the mean."""
    round_ = reading_round(edition)
    standing = standing_of(round_)
    if standing is not None and standing.is_corrected:
        return close_entries(standing)
    near = {row.reference for row in close_to_the_cut(round_)}
    return [entry for entry in entries_in_competition(edition) if entry.reference in near]


def _given(n_asked: int, n: int) -> str:
    given = "1 paar ligt" if n_asked == 1 else f"{n_asked} paren liggen"
    rest = " Meer paren zijn er nu niet, of niemand heeft er tijd voor." if n_asked < n else ""
    return f"{given} bij de lezers.{rest}"


def _page(
    request: SignedInRequest, shown: "Edition", round_: "Round", close: "list[Entry]", form: PairsForm
) -> HttpResponse:
    standing = pairs_standing(round_)
    context = {
        "round": round_,
        "standing": standing,
        "rows": [Row(kept, standing.entries[kept.reference]) for kept in standing.order.rows],
        "close": close,
        "form": form,
    }
    status = 422 if form.errors else 200
    return render(request, "office/pairs.html", {**context, **frame(request, shown)}, status=status)
