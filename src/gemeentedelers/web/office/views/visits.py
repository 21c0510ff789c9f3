"""Dividing the shortlist over assessors, and following the visits until the jury and the teams have their part."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gemeentedelers.domain.entries.rules import EntryStatus
from gemeentedelers.domain.people.rules import OFFICE
from gemeentedelers.domain.shortlists.queries import announced_shortlist
from gemeentedelers.domain.visits.actions.dividing import divide_visits
from gemeentedelers.domain.visits.actions.reporting import release_visit_advice
from gemeentedelers.domain.visits.queries import panel_in, reports_to_release
from gemeentedelers.domain.visits.rules import VisitState
from gemeentedelers.foundation.refusals import RefusedError
from gemeentedelers.web.office.access import edition_in_sight, edition_to_run
from gemeentedelers.web.office.forms import ConfirmForm
from gemeentedelers.web.office.frame import frame
from gemeentedelers.web.office.visiting import DivisionForm, proposal_for, rows_of
from gemeentedelers.web.ui.doors import door
from gemeentedelers.web.ui.labels import sentence
from gemeentedelers.web.ui.requests import SignedInRequest

RELEASING = "Ja, laat de teams hun advies lezen. Zij krijgen een mail."


@require_safe
@door(*OFFICE)
def visits(request: SignedInRequest, year: int) -> HttpResponse:
    return _progress(request, year)


def _progress(request: SignedInRequest, year: int, *, form: ConfirmForm | None = None) -> HttpResponse:
    shown = edition_in_sight(request.user, year)
    rows = rows_of(shown, request.now)
    context = {
        "rows": rows,
        "is_out": shown.shortlist_is_out(request.now),
        "n_late": sum(row.late_since is not None for row in rows),
        "n_with_jury": sum(row.state is VisitState.WITH_JURY for row in rows),
        "n_to_release": reports_to_release(shown).count(),
        "faulty": form,
        "form": form or ConfirmForm(label=RELEASING),
        **frame(request, shown),
    }
    return render(request, "office/visits.html", context, status=422 if form else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@door(*OFFICE)
def divide(request: SignedInRequest, year: int) -> HttpResponse:
    """A proposal with even loads and without anybody who is tied; the organiser applies it, changed or not."""
    shown = edition_to_run(request.user, year)
    panel = panel_in(shown)
    places = announced_shortlist(shown, request.now).filter(entry__status=EntryStatus.SUBMITTED)
    entries = [place.entry for place in places]
    proposal = proposal_for(shown, panel, request.now)
    form = DivisionForm(entries, panel, request.POST if request.method == "POST" else None, pairs=proposal.pairs)
    if form.is_valid():
        try:
            changed = divide_visits(shown, form.wanted, by=request.user, now=request.now)
        except RefusedError as error:
            form.add_error(None, sentence(error.refusal))
        else:
            said = f"{len(changed)} bezoeken zijn verdeeld. De assessoren krijgen een mail." if changed else ""
            messages.success(request, said or "Er is niets veranderd.")
            return redirect("office:visits", year)
    context = {
        "form": form,
        "proposal": proposal,
        "n_assessors": len(panel.names),
        "is_out": shown.shortlist_is_out(request.now),
        **frame(request, shown),
    }
    return render(request, "office/visits_divide.html", context, status=422 if form.errors else 200)


@require_POST
@door(*OFFICE)
def release(request: SignedInRequest, year: int) -> HttpResponse:
    shown = edition_to_run(request.user, year)
    form = ConfirmForm(request.POST, label=RELEASING)
    if not form.is_valid():
        return _progress(request, year, form=form)
    try:
        n_released = release_visit_advice(shown, by=request.user, now=request.now)
        messages.success(request, f"{n_released} teams kunnen hun advies lezen. Zij krijgen een mail.")
    except RefusedError as error:
        messages.error(request, sentence(error.refusal))
    return redirect("office:visits", year)
