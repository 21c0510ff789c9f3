from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from gemeentedelers.domain.editions.rules import RoundKind
from gemeentedelers.domain.entries.queries import entries_in_competition
from gemeentedelers.domain.people.rules import OFFICE
from gemeentedelers.domain.plans.actions import assign_by_hand, hand_over, pin, take_back
from gemeentedelers.domain.plans.queries import desks_in, loads_in, panel_of
from gemeentedelers.foundation.refusals import RefusedError
from gemeentedelers.web.office.access import edition_in_sight, edition_to_run
from gemeentedelers.web.office.desks import desk_rows, give_form, reader_rows
from gemeentedelers.web.office.dividing import Choice, chosen_round, names_of_themes
from gemeentedelers.web.office.dividing_forms import GiveForm
from gemeentedelers.web.office.frame import frame
from gemeentedelers.web.ui.doors import door
from gemeentedelers.web.ui.labels import sentence
from gemeentedelers.web.ui.requests import SignedInRequest

if TYPE_CHECKING:
    from gemeentedelers.domain.editions.models import Edition
    from gemeentedelers.domain.entries.models import Entry
    from gemeentedelers.domain.panels.models import Assignment

PER_PAGE = 50


@require_safe
@door(*OFFICE)
def desks(request: SignedInRequest, year: int) -> HttpResponse:
    """What lies on the desk of every reader of a round."""
    shown = edition_in_sight(request.user, year)
    choice = chosen_round(shown, request.GET.get("ronde", ""))
    page = Paginator(loads_in(choice.round), PER_PAGE).get_page(request.GET.get("pagina"))
    context = {"choice": choice, "round": choice.round, "page": page, "query": f"{choice.query}&"}
    return render(request, "office/desks.html", {**context, **frame(request, shown)})


@require_safe
@door(*OFFICE)
def desk(request: SignedInRequest, year: int, code: str) -> HttpResponse:
    """The entries of one reader, each with why it lies there."""
    shown = edition_in_sight(request.user, year)
    choice = chosen_round(shown, request.GET.get("ronde", ""))
    reader = get_object_or_404(loads_in(choice.round), user__code=code)
    panel = panel_of(choice.round, now=request.now)
    rows = desk_rows(panel, desks_in(choice.round).filter(reader=reader), names_of_themes())
    context = {"choice": choice, "round": choice.round, "reader": reader, "rows": rows}
    return render(request, "office/desk.html", {**context, **frame(request, shown)})


@require_safe
@door(*OFFICE)
def entry_readers(request: SignedInRequest, year: int, reference: str) -> HttpResponse:
    shown = edition_in_sight(request.user, year)
    choice = chosen_round(shown, request.GET.get("ronde", ""))
    return _page(request, shown, choice, _entry(shown, reference))


@require_POST
@door(*OFFICE)
def give(request: SignedInRequest, year: int, reference: str) -> HttpResponse:
    """Put an entry on a desk by hand, in addition or instead of somebody else."""
    shown = edition_to_run(request.user, year)
    choice = chosen_round(shown, request.POST.get("ronde", ""))
    entry = _entry(shown, reference)
    panel = panel_of(choice.round, now=request.now)
    form = give_form(panel, desks_in(choice.round).filter(entry=entry), reference, request.POST)
    if form.is_valid():
        reader, is_sure = panel.readers[form.cleaned_data["reader"]], form.cleaned_data["is_sure"]
        former = desks_in(choice.round).filter(code=form.cleaned_data["instead_of"]).first()
        try:
            if former is None:
                assign_by_hand(reader, entry, is_sure=is_sure, by=request.user.code, now=request.now)
            else:
                hand_over(former, reader, is_sure=is_sure, by=request.user.code, now=request.now)
        except RefusedError as error:
            form.add_error("reader", sentence(error.refusal))
        else:
            messages.success(request, f"{reader.user.name} leest nu {entry.reference} en krijgt een mail.")
            return redirect(_address(year, reference, choice))
    return _page(request, shown, choice, entry, form=form)


@require_POST
@door(*OFFICE)
def take(request: SignedInRequest, year: int, code: str) -> HttpResponse:
    """Take an entry back from a desk."""
    assignment = _assignment(edition_to_run(request.user, year), code)
    try:
        take_back(assignment, by=request.user.code, now=request.now)
        messages.success(request, f"{assignment.reader.user.name} leest {assignment.entry.reference} niet meer.")
    except RefusedError as error:
        messages.error(request, sentence(error.refusal))
    return redirect(_address_of(year, assignment))


@require_POST
@door(*OFFICE)
def keep(request: SignedInRequest, year: int, code: str) -> HttpResponse:
    """Pin an entry to a desk, or loosen it: `vast=1` or `vast=0`."""
    assignment = _assignment(edition_to_run(request.user, year), code)
    is_pinned = request.POST.get("vast") == "1"
    try:
        pin(assignment, is_pinned=is_pinned, by=request.user.code, now=request.now)
        said = "Geen verdeling haalt dit nog weg." if is_pinned else "Een verdeling kan dit weer verplaatsen."
        messages.success(request, said)
    except RefusedError as error:
        messages.error(request, sentence(error.refusal))
    return redirect(_address_of(year, assignment))


def _entry(shown: "Edition", reference: str) -> "Entry":
    return get_object_or_404(entries_in_competition(shown), reference=reference)


def _assignment(shown: "Edition", code: str) -> "Assignment":
    for round_ in chosen_round(shown, "").rounds:
        found = desks_in(round_).filter(code=code).first()
        if found is not None:
            return found
    raise Http404


def _address(year: int, reference: str, choice: Choice) -> str:
    return f"{reverse('office:entry_readers', args=[year, reference])}?{choice.query}"


def _address_of(year: int, assignment: "Assignment") -> str:
    kind = RoundKind(assignment.reader.round.kind)
    return f"{reverse('office:entry_readers', args=[year, assignment.entry.reference])}?ronde={kind}"


def _page(
    request: SignedInRequest, shown: "Edition", choice: Choice, entry: "Entry", *, form: GiveForm | None = None
) -> HttpResponse:
    panel = panel_of(choice.round, now=request.now)
    assignments = desks_in(choice.round).filter(entry=entry)
    context = {
        "choice": choice,
        "round": choice.round,
        "entry": entry,
        "rows": desk_rows(panel, assignments, names_of_themes()),
        "barred": reader_rows(panel, entry.reference),
        "may_divide": choice.round.closed_at is None and request.now < choice.round.closes,
        "form": form or give_form(panel, assignments, entry.reference),
    }
    status = 422 if form else 200
    return render(request, "office/entry_readers.html", {**context, **frame(request, shown)}, status=status)
