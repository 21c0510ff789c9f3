"""Behind the ranking: one entry, the readers, where readings help, and the figures as a file."""

import csv
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from gemeentedelers.domain.editions.queries import criteria_of
from gemeentedelers.domain.entries.queries import entries_in_competition
from gemeentedelers.domain.people.rules import OFFICE
from gemeentedelers.domain.plans.actions import prepare_extra
from gemeentedelers.domain.rankings.actions import compute_standing
from gemeentedelers.domain.rankings.queries import row_of, severities_for, severities_of, standing_of
from gemeentedelers.domain.scoring.queries import cards_of_entry, quarantined_in
from gemeentedelers.foundation.refusals import RefusedError
from gemeentedelers.web.office.access import edition_in_sight, edition_to_run, reading_round
from gemeentedelers.web.office.frame import frame
from gemeentedelers.web.office.standing import Row, SeverityRow, csv_rows
from gemeentedelers.web.office.standing_entry import cards_shown, criteria_shown, without_shown
from gemeentedelers.web.office.standing_extra import ExtraForm, advised, wanted_from
from gemeentedelers.web.ui.doors import door
from gemeentedelers.web.ui.downloads import PROTECTION
from gemeentedelers.web.ui.labels import sentence
from gemeentedelers.web.ui.requests import SignedInRequest

if TYPE_CHECKING:
    from gemeentedelers.domain.editions.models import Edition
    from gemeentedelers.domain.rankings.models import Standing


@require_POST
@door(*OFFICE)
def compute(request: SignedInRequest, year: int) -> HttpResponse:
    round_ = reading_round(edition_to_run(request.user, year))
    standing = compute_standing(round_, by=request.user.code, now=request.now)
    messages.success(request, f"De ranglijst is opnieuw berekend met {standing.n_scores} scorekaarten.")
    return redirect("office:ranking", year)


@require_safe
@door(*OFFICE)
def entry(request: SignedInRequest, year: int, reference: str) -> HttpResponse:
    """Everything that makes the place of one entry; readers by name, because the organisers answer for them."""
    shown = edition_in_sight(request.user, year)
    round_ = reading_round(shown)
    found = get_object_or_404(entries_in_competition(shown), reference=reference)
    standing = standing_of(round_)
    kept = row_of(standing, found) if standing else None
    criteria = list(criteria_of(shown))
    apart = {card.pk: card for card in quarantined_in(round_, found)}
    cards = [*(card for card in cards_of_entry(round_, found) if card.pk not in apart), *apart.values()]
    severities = severities_for(standing, [card.assignment.reader_id for card in cards]) if standing else {}
    context = {
        "entry": found,
        "round": round_,
        "standing": standing,
        "row": Row(kept, round_.places) if kept else None,
        "criteria": criteria,
        "cards": cards_shown(cards, criteria, severities, apart=apart.keys()),
        "figures": criteria_shown(kept, criteria) if kept else [],
        "without": without_shown(kept, cards) if kept else [],
    }
    return render(request, "office/ranking_entry.html", {**context, **frame(request, shown)})


@require_safe
@door(*OFFICE)
def severities(request: SignedInRequest, year: int) -> HttpResponse:
    shown = edition_in_sight(request.user, year)
    standing = standing_of(reading_round(shown))
    rows = [SeverityRow(kept) for kept in severities_of(standing)] if standing else []
    context = {"standing": standing, "rows": rows}
    return render(request, "office/ranking_readers.html", {**context, **frame(request, shown)})


@require_safe
@door(*OFFICE)
def extra(request: SignedInRequest, year: int) -> HttpResponse:
    """Where an extra reading helps most."""
    shown = edition_in_sight(request.user, year)
    return _extra_page(request, shown, ExtraForm(request.GET if "n" in request.GET else None))


@require_POST
@door(*OFFICE)
def prepare(request: SignedInRequest, year: int) -> HttpResponse:
    """A plan that gives those entries their extra readers; it is read first, and applied from its own page."""
    shown = edition_to_run(request.user, year)
    round_ = reading_round(shown)
    form = ExtraForm(request.POST)
    if not form.is_valid():
        return _extra_page(request, shown, form, status=422)
    try:
        plan = prepare_extra(
            round_, wanted_from(standing_of(round_), form.cleaned_data["n"]), by=request.user.code, now=request.now
        )
    except RefusedError as error:
        messages.error(request, sentence(error.refusal))
        return redirect("office:extra_reads", year)
    return redirect("office:plan", year, plan.code)


def _extra_page(request: SignedInRequest, shown: "Edition", form: ExtraForm, *, status: int = 200) -> HttpResponse:
    standing = standing_of(reading_round(shown))
    n_wanted = form.cleaned_data["n"] if form.is_valid() else ExtraForm.USUAL
    context = {
        "standing": standing,
        "form": form,
        "n_wanted": n_wanted,
        "advised": advised(standing, n_wanted) if standing else [],
        "faulty_form": form if form.errors else None,
    }
    return render(request, "office/ranking_extra.html", {**context, **frame(request, shown)}, status=status)


@require_safe
@door(*OFFICE)
def export(request: SignedInRequest, year: int) -> HttpResponse:
    shown = edition_in_sight(request.user, year)
    standing = _standing_or_404(shown)
    headers = {**PROTECTION, "Content-Disposition": f'attachment; filename="ranglijst-{year}.csv"'}
    answer = HttpResponse(content_type="text/csv; charset=utf-8", headers=headers)
    answer.write("\ufeff")
    csv.writer(answer).writerows(csv_rows(standing))
    return answer


def _standing_or_404(edition: "Edition") -> "Standing":
    standing = standing_of(reading_round(edition))
    if standing is None:
        raise Http404
    return standing
