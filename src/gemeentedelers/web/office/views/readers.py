from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from gemeentedelers.domain.entries.queries import entries_in_competition
from gemeentedelers.domain.panels.actions import AssignReport, assign_entries
from gemeentedelers.domain.panels.queries import readers_of
from gemeentedelers.domain.scoring.queries import n_final_by_reader, progress_of
from gemeentedelers.foundation.refusals import RefusedError
from gemeentedelers.web.office.access import OFFICE, edition_in_sight, edition_to_run, reading_round
from gemeentedelers.web.office.frame import frame
from gemeentedelers.web.ui.doors import door
from gemeentedelers.web.ui.labels import sentence
from gemeentedelers.web.ui.requests import SignedInRequest

if TYPE_CHECKING:
    from gemeentedelers.domain.panels.models import Reader


@dataclass(frozen=True)
class Row:
    reader: "Reader"
    n_assigned: int
    n_final: int


@require_safe
@door(*OFFICE)
def readers(request: SignedInRequest, year: int) -> HttpResponse:
    shown = edition_in_sight(request.user, year)
    round_ = reading_round(shown)
    n_final = n_final_by_reader(round_)
    rows = [
        Row(
            reader,
            reader.n_assigned,  # type: ignore[attr-defined]  # counted by the query
            n_final.get(reader.pk, 0),
        )
        for reader in readers_of(round_)
    ]
    n_entries = entries_in_competition(shown).count()
    context = {
        "round": round_,
        "rows": rows,
        "progress": progress_of(round_),
        "n_entries": n_entries,
        "n_wanted": n_entries * round_.reads_per_entry,
        "n_capacity": sum(row.reader.capacity for row in rows),
        "may_divide": round_.closed_at is None and request.now < round_.closes,
    }
    return render(request, "office/readers.html", {**context, **frame(request, shown)})


@require_POST
@door(*OFFICE)
def divide(request: SignedInRequest, year: int) -> HttpResponse:
    """Safe to repeat: what was assigned stays, and only what is missing is added."""
    shown = edition_to_run(request.user, year)
    try:
        report = assign_entries(reading_round(shown), by=request.user.code, now=request.now)
    except RefusedError as error:
        messages.error(request, sentence(error.refusal))
    else:
        _tell(request, report)
    return redirect("office:readers", year)


def _tell(request: SignedInRequest, report: AssignReport) -> None:
    messages.success(request, f"{report.n_added} leesbeurten toegevoegd.")
    if report.short:
        messages.warning(request, f"Nog te weinig lezers voor: {', '.join(report.short)}.")
