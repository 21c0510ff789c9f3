from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gemeentedelers.domain.deliberations.queries import opening_of
from gemeentedelers.domain.editions.rules import WildcardHolder
from gemeentedelers.domain.people.queries import has_role
from gemeentedelers.domain.people.rules import JURY, Role
from gemeentedelers.domain.shortlists.queries import wildcard_rounds_of
from gemeentedelers.domain.verdicts.actions import choose_entry, pronounce_verdict
from gemeentedelers.domain.verdicts.queries import Standing, agenda_of, standing, verdict_on
from gemeentedelers.domain.verdicts.rules import JuryState
from gemeentedelers.foundation.refusals import RefusedError
from gemeentedelers.web.jury.forms import ChoiceForm, VerdictForm
from gemeentedelers.web.jury.table import Table, address, crumbs_of, rail_of, table_of, tasks_of
from gemeentedelers.web.ui.doors import door
from gemeentedelers.web.ui.downloads import download
from gemeentedelers.web.ui.labels import sentence
from gemeentedelers.web.ui.requests import SignedInRequest
from gemeentedelers.web.ui.wildcards import Site, give_wildcard, take_wildcard_back

WILDCARDS = Site("jury:wildcard", "jury:agenda", "Terug naar de jury")


@require_safe
@door(*JURY)
def agenda(request: SignedInRequest) -> HttpResponse:
    rows = [
        {
            "agenda": row,
            "tasks": tasks_of(row),
            "has_cards_to_write": any(sitting.state is JuryState.CARDS for sitting in row.sittings),
            "is_chair": has_role(request.user, Role.JURY_CHAIR, row.edition.year),
        }
        for row in agenda_of(request.user, request.now)
    ]
    wildcards = wildcard_rounds_of(request.user, WildcardHolder.JURY_CHAIR)
    return render(request, "jury/agenda.html", {"rows": rows, "wildcards": wildcards})


@require_http_methods(["GET", "HEAD", "POST"])
@door(*JURY)
def dossiers(request: SignedInRequest, year: int, key: str) -> HttpResponse:
    """The dossiers of a category, and the juror's own choice."""
    table = table_of(request, year, key)
    if request.method != "POST":
        own = table.own
        initial = {"entry": own.reference, "note": own.note} if own else None
        return _dossiers_page(request, table, ChoiceForm(table.dossiers, initial=initial))
    form = ChoiceForm(table.dossiers, request.POST)
    chosen = table.dossier(form.cleaned_data["entry"]) if form.is_valid() else None
    if chosen is None:
        return _dossiers_page(request, table, form)
    try:
        choose_entry(
            table.sitting.category,
            chosen.entry,
            note=form.cleaned_data["note"],
            by=request.user,
            now=request.now,
        )
    except RefusedError as error:
        form.add_error(None, sentence(error.refusal))
        return _dossiers_page(request, table, form)
    messages.success(request, "Uw keuze is bewaard. U kunt haar wijzigen tot het oordeel er is.")
    return redirect(address("jury:dossiers", table.sitting))


@require_safe
@door(*JURY)
def photo(request: SignedInRequest, year: int, key: str, code: str) -> HttpResponse:
    """A picture of a visit, for whoever has the dossier on the table; clean files only."""
    shown = (photo for dossier in table_of(request, year, key).dossiers for photo in dossier.photos)
    found = next((photo.file for photo in shown if photo.file.code == code), None)
    if found is None or not found.is_readable_by_others:
        raise Http404
    return download(found)  # type: ignore[return-value]


def _dossiers_page(request: SignedInRequest, table: Table, form: ChoiceForm) -> HttpResponse:
    context = {
        **_frame(table),
        "form": form,
        "crumbs": crumbs_of(table),
        "verdict": verdict_on(table.sitting.category),
        "is_chair": has_role(request.user, Role.JURY_CHAIR, table.agenda.edition.year),
        "has_talk": opening_of(table.sitting.category) is not None,
    }
    return render(request, "jury/dossiers.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@door(Role.JURY_CHAIR)
def verdict(request: SignedInRequest, year: int, key: str) -> HttpResponse:
    """For the chair: the count from the quorum on, and the form that seals the verdict."""
    table = table_of(request, year, key)
    count = standing(table.sitting.category, request.user)
    if count is None:
        raise Http404
    if request.method != "POST":
        return _verdict_page(request, table, count, VerdictForm(table.dossiers, _candidates(count)))
    if count.refusal:
        messages.error(request, sentence(count.refusal))
        return redirect(address("jury:verdict", table.sitting))
    form = VerdictForm(table.dossiers, _candidates(count), request.POST)
    if form.is_valid() and _pronounce(request, table, form):
        messages.success(request, "Het oordeel is verzegeld.")
        return redirect(address("jury:verdict", table.sitting))
    return _verdict_page(request, table, count, form)


def _candidates(count: Standing) -> tuple[str, ...]:
    return count.decision.candidates if count.decision else ()


def _pronounce(request: SignedInRequest, table: Table, form: VerdictForm) -> bool:
    winner = table.dossier(form.cleaned_data["winner"])
    assert winner is not None  # the form offers nothing else
    motivations = form.motivations()
    try:
        pronounce_verdict(
            table.sitting.category,
            winner.entry,
            motivation=motivations.pop(winner.entry.reference),
            remarks=motivations,
            roll_out=form.roll_out(),
            by=request.user,
            now=request.now,
        )
    except RefusedError as error:
        form.add_error(None, sentence(error.refusal))
        return False
    return True


def _verdict_page(request: SignedInRequest, table: Table, count: Standing, form: VerdictForm) -> HttpResponse:
    tally = [
        {"dossier": dossier, "n": n, "leads": reference in count.leaders}
        for reference, n in count.counts.items()
        if (dossier := table.dossier(reference))
    ]
    context = {
        **_frame(table),
        "form": form,
        "crumbs": crumbs_of(table, page="Oordeel"),
        "verdict": verdict_on(table.sitting.category),
        "count": count,
        "tally": tally,
    }
    return render(request, "jury/verdict.html", context, status=422 if form.errors else 200)


def _frame(table: Table) -> dict[str, object]:
    return {
        "table": table,
        "category": table.sitting.category,
        "edition": table.agenda.edition,
        "state": table.sitting.state,
        "rail": rail_of(table),
        "rail_title": f"Jury {table.agenda.edition.year}",
    }


@require_http_methods(["GET", "HEAD", "POST"])
@door(Role.JURY_CHAIR)
def wildcard(request: SignedInRequest, year: int) -> HttpResponse:
    """For the chair, in an edition that leaves the wildcards to the jury."""
    return give_wildcard(request, year, WILDCARDS)


@require_POST
@door(Role.JURY_CHAIR)
def take_back_wildcard(request: SignedInRequest, year: int, code: str) -> HttpResponse:
    return take_wildcard_back(request, year, code, WILDCARDS)
