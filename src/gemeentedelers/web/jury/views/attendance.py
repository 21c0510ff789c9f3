from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from gemeentedelers.domain.deliberations.actions import excuse_juror, open_cards
from gemeentedelers.domain.deliberations.queries import (
    Attendance,
    attendance_on,
    attendances_in,
    jury_categories,
    jury_editions,
    reasons_of_excusal,
)
from gemeentedelers.domain.deliberations.rules import CardsState
from gemeentedelers.domain.people.queries import has_role
from gemeentedelers.domain.people.rules import Role
from gemeentedelers.foundation.refusals import RefusedError
from gemeentedelers.web.ui.doors import door
from gemeentedelers.web.ui.labels import label, sentence
from gemeentedelers.web.ui.requests import SignedInRequest

if TYPE_CHECKING:
    from gemeentedelers.domain.recuts.models import FinalCategory

TASK_STATES: Mapping[CardsState, str] = {
    CardsState.WRITING: "busy",
    CardsState.COMPLETE: "todo",
    CardsState.OPENED: "done",
}


@require_safe
@door(Role.JURY_CHAIR)
def attendance(request: SignedInRequest, year: int) -> HttpResponse:
    """For the chair: who still has to hand in, for which pitch and in all. Never what anybody wrote."""
    edition = get_object_or_404(jury_editions(request.user, request.now), year=year)
    if not has_role(request.user, Role.JURY_CHAIR, year):
        raise Http404
    tables = attendances_in(edition)
    reasons = reasons_of_excusal(edition)
    context = {
        "edition": edition,
        "tasks": [_task(table) for table in tables],
        "rows": [
            {"table": table, "pitches": _pitches(table), "jurors": _jurors(table, reasons, request)} for table in tables
        ],
        "crumbs": [{"label": "Jury", "url": reverse("jury:agenda")}, {"label": "Stand van de kaarten"}],
    }
    return render(request, "jury/attendance.html", context)


def _task(table: Attendance) -> dict[str, object]:
    """What the chair has to know of a category first, with a way to the rest of it."""
    awaited = [table.people[seat.juror].name for seat in table.seats if seat.is_awaited]
    return {
        "title": table.category.name,
        "url": f"#{table.category.key}",
        "state": TASK_STATES[table.state],
        "label": label(table.state),
        "hint": f"Wij wachten op: {', '.join(awaited)}" if awaited and not table.is_opened else "",
    }


def _pitches(table: Attendance) -> list[dict[str, object]]:
    return [
        {
            "finalist": finalist,
            "n_due": sum(1 for seat in table.seats if finalist.entry.reference in seat.due),
            "n_in": sum(1 for seat in table.seats if finalist.entry.reference in seat.handed_in),
            "awaited": table.awaited_for(finalist),
        }
        for finalist in table.finalists
    ]


def _jurors(
    table: Attendance, reasons: dict[tuple[int, str], str], request: SignedInRequest
) -> list[dict[str, object]]:
    return [
        {
            "user": table.people[seat.juror],
            "seat": seat,
            "n_due": len(seat.due),
            "n_in": len(seat.handed_in),
            "reason": reasons.get((table.category.pk, seat.juror), ""),
            "can_be_excused": seat.is_awaited and not table.is_opened and seat.juror != request.user.code,
        }
        for seat in table.seats
    ]


@require_POST
@door(Role.JURY_CHAIR)
def open_category(request: SignedInRequest, year: int, key: str) -> HttpResponse:
    category = _chaired(request, year, key)
    try:
        open_cards(category, by=request.user, now=request.now)
    except RefusedError as error:
        messages.error(request, sentence(error.refusal))
        return redirect("jury:attendance", year)
    messages.success(request, "De kaarten zijn open voor wie in deze categorie aan tafel zit.")
    return redirect("jury:talk", year, key)


@require_POST
@door(Role.JURY_CHAIR)
def excuse(request: SignedInRequest, year: int, key: str) -> HttpResponse:
    category = _chaired(request, year, key)
    table = attendance_on(category)
    juror = table.people.get(request.POST.get("jurylid", "")) if table else None
    if juror is None:
        raise Http404
    try:
        excuse_juror(category, juror, reason=request.POST.get("reden", ""), by=request.user, now=request.now)
    except RefusedError as error:
        messages.error(request, sentence(error.refusal))
    else:
        messages.success(request, f"De jury wacht in {category.name} niet meer op {juror.name}.")
    return redirect("jury:attendance", year)


def _chaired(request: SignedInRequest, year: int, key: str) -> "FinalCategory":
    """404 for whoever chairs the jury of another year only."""
    if not has_role(request.user, Role.JURY_CHAIR, year):
        raise Http404
    return get_object_or_404(jury_categories(request.user, request.now), edition__year=year, key=key)
