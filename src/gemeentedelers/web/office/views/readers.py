from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gemeentedelers.domain.editions.rules import RoundKind
from gemeentedelers.domain.entries.queries import entries_in_competition
from gemeentedelers.domain.panels.actions import leave_round, return_to_round
from gemeentedelers.domain.panels.queries import reader_in, readers_of, readers_who_left
from gemeentedelers.domain.panels.rules import ReaderKind
from gemeentedelers.domain.people.rules import OFFICE
from gemeentedelers.domain.scoring.queries import n_final_by_reader, progress_of
from gemeentedelers.foundation.refusals import RefusedError
from gemeentedelers.web.office.access import edition_in_sight, edition_to_run
from gemeentedelers.web.office.frame import frame
from gemeentedelers.web.office.panels import Panel, panel_asked_for, panels_of
from gemeentedelers.web.office.volunteer_forms import LeaveForm
from gemeentedelers.web.ui.doors import door
from gemeentedelers.web.ui.labels import label, sentence
from gemeentedelers.web.ui.requests import SignedInRequest

if TYPE_CHECKING:
    from gemeentedelers.domain.panels.models import Reader


@dataclass(frozen=True)
class Row:
    reader: "Reader"
    n_assigned: int
    n_final: int
    kind: str


@require_safe
@door(*OFFICE)
def readers(request: SignedInRequest, year: int) -> HttpResponse:
    shown = edition_in_sight(request.user, year)
    panel = panel_asked_for(shown, request.GET.get("ronde", ""))
    round_ = panel.round
    n_final = n_final_by_reader(round_)
    rows = [
        Row(
            reader,
            reader.n_assigned,  # type: ignore[attr-defined]  # counted by the query
            n_final.get(reader.pk, 0),
            label(ReaderKind(reader.kind)),
        )
        for reader in readers_of(round_)
    ]
    n_entries = entries_in_competition(shown).count()
    context = {
        "panel": panel,
        "panels": panels_of(shown),
        "round": round_,
        "rows": rows,
        "progress": progress_of(round_),
        "n_entries": n_entries,
        "n_wanted": n_entries * round_.reads_per_entry,
        "n_capacity": sum(row.reader.capacity for row in rows),
        "gone": readers_who_left(round_),
        "is_running": not round_.has_ended(request.now),
    }
    return render(request, "office/readers.html", {**context, **frame(request, shown)})


@require_http_methods(["GET", "HEAD", "POST"])
@door(*OFFICE)
def leave(request: SignedInRequest, year: int, code: str) -> HttpResponse:
    """What happens when this reader stops; the press on the button does it."""
    shown = edition_to_run(request.user, year)
    panel = panel_asked_for(shown, request.GET.get("ronde", ""))
    reader = get_object_or_404(reader_in(panel.round, code))
    form = LeaveForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            n_ended = leave_round(reader, reason=form.cleaned_data["reason"], by=request.user, now=request.now)
        except RefusedError as error:
            form.add_error(None, sentence(error.refusal))
        else:
            messages.success(request, f"{reader.user.name} leest niet meer mee. {_freed(n_ended)}")
            return redirect(_page_of(year, panel))
    context = {"reader": reader, "panel": panel, "form": form, **frame(request, shown)}
    return render(request, "office/reader_leave.html", context, status=422 if form.errors else 200)


@require_POST
@door(*OFFICE)
def come_back(request: SignedInRequest, year: int, code: str) -> HttpResponse:
    shown = edition_to_run(request.user, year)
    panel = panel_asked_for(shown, request.GET.get("ronde", ""))
    reader = get_object_or_404(reader_in(panel.round, code))
    try:
        n_back = return_to_round(reader, by=request.user, now=request.now)
        messages.success(request, f"{reader.user.name} leest weer mee, met {n_back} inzendingen van eerder.")
    except RefusedError as error:
        messages.error(request, sentence(error.refusal))
    return redirect(_page_of(year, panel))


def _freed(n_ended: int) -> str:
    if n_ended == 0:
        return "Er hoeft niets opnieuw verdeeld te worden."
    return f"{n_ended} leesbeurt{'en' if n_ended > 1 else ''} kwam{'en' if n_ended > 1 else ''} vrij."


def _page_of(year: int, panel: Panel) -> str:
    page = reverse("office:readers", args=[year])
    return page if panel.round.kind == RoundKind.READING else f"{page}?ronde={panel.kind.key}"
