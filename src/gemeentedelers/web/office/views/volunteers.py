from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gemeentedelers.domain.panels.rules import ReaderKind
from gemeentedelers.domain.people.rules import OFFICE
from gemeentedelers.domain.volunteers.actions import accept_volunteers, decline_volunteers, reconsider_volunteer
from gemeentedelers.domain.volunteers.queries import (
    n_volunteers_by_status,
    obstacle_to_accepting,
    obstacle_to_declining,
    volunteers_in,
)
from gemeentedelers.domain.volunteers.rules import VolunteerStatus, n_readable
from gemeentedelers.foundation.refusals import Refusal, RefusedError
from gemeentedelers.web.office.access import edition_in_sight, edition_to_run
from gemeentedelers.web.office.frame import frame
from gemeentedelers.web.office.panels import panels_of
from gemeentedelers.web.office.volunteer_forms import AcceptingForm, DecliningForm
from gemeentedelers.web.ui.doors import door
from gemeentedelers.web.ui.labels import label, sentence
from gemeentedelers.web.ui.requests import SignedInRequest

if TYPE_CHECKING:
    from gemeentedelers.domain.editions.models import Edition, Round
    from gemeentedelers.domain.volunteers.models import Volunteer

PER_PAGE = 100
STATES = {
    "te-beslissen": ("Te beslissen", VolunteerStatus.SIGNED_UP),
    "aangenomen": ("Aangenomen", VolunteerStatus.ACCEPTED),
    "afgewezen": ("Afgewezen", VolunteerStatus.DECLINED),
    "teruggetrokken": ("Teruggetrokken", VolunteerStatus.WITHDRAWN),
}
ACCEPT, DECLINE = "aannemen", "afwijzen"


@dataclass(frozen=True)
class Row:
    volunteer: "Volunteer"
    round: "Round"
    status: VolunteerStatus
    kind: str
    n_entries: int


@dataclass(frozen=True)
class Choice:
    """A row of the confirmation: somebody who was chosen, and why that cannot be, or None."""

    row: Row
    obstacle: Refusal | None


@require_safe
@door(*OFFICE)
def volunteers(request: SignedInRequest, year: int) -> HttpResponse:
    shown = edition_in_sight(request.user, year)
    asked = request.GET.get("staat", "")
    state = asked if asked in STATES else "te-beslissen"
    counts = n_volunteers_by_status(shown)
    page = Paginator(volunteers_in(shown).filter(status=STATES[state][1]), PER_PAGE).get_page(request.GET.get("pagina"))
    context = {
        "page": page,
        "rows": _rows(shown, page),
        "has_rounds": len(panels_of(shown)) > 1,
        "states": [(key, name, counts[status]) for key, (name, status) in STATES.items()],
        "state": state,
        "ignored": asked if asked and asked != state else "",
        "query": f"staat={state}&",
        "n_waiting": counts[VolunteerStatus.SIGNED_UP],
    }
    return render(request, "office/volunteers.html", {**context, **frame(request, shown)})


def _rows(shown: "Edition", found: "Iterable[Volunteer]") -> list[Row]:
    rounds = {panel.round.kind: panel.round for panel in panels_of(shown)}
    return [
        Row(
            volunteer,
            rounds[volunteer.round_kind],
            VolunteerStatus(volunteer.status),
            label(ReaderKind(volunteer.kind)),
            n_readable(volunteer.minutes, rounds[volunteer.round_kind].minutes_per_entry),
        )
        for volunteer in found
    ]


@require_http_methods(["GET", "HEAD", "POST"])
@door(*OFFICE)
def decide(request: SignedInRequest, year: int) -> HttpResponse:
    """Look once more at who was chosen; the press on the button decides, and then the mails go out."""
    shown = edition_to_run(request.user, year)
    given = request.POST if request.method == "POST" else request.GET
    verdict = given.get("besluit", "")
    if verdict not in (ACCEPT, DECLINE):
        raise Http404
    waiting = volunteers_in(shown).filter(status=VolunteerStatus.SIGNED_UP)
    found = list(waiting if "alles" in given else waiting.filter(code__in=given.getlist("code")))
    if not found:
        messages.warning(request, "Kies eerst iemand over wie nog niet is beslist.")
        return redirect("office:volunteers", year)
    choices = _choices(shown, found, verdict, request)
    form = (AcceptingForm if verdict == ACCEPT else DecliningForm)(request.POST if request.method == "POST" else None)
    if form.is_valid():
        return _decided(request, shown, choices, verdict, form)
    context = {"choices": choices, "n_ready": sum(not choice.obstacle for choice in choices), "form": form}
    context |= {"verdict": verdict, "accepts": verdict == ACCEPT, **frame(request, shown)}
    return render(request, "office/volunteers_decide.html", context, status=422 if form.errors else 200)


def _choices(shown: "Edition", found: "list[Volunteer]", verdict: str, request: SignedInRequest) -> list[Choice]:
    obstacle = obstacle_to_accepting if verdict == ACCEPT else obstacle_to_declining
    return [Choice(row, obstacle(row.volunteer, row.round, request.now)) for row in _rows(shown, found)]


def _decided(
    request: SignedInRequest,
    shown: "Edition",
    choices: list[Choice],
    verdict: str,
    form: AcceptingForm | DecliningForm,
) -> HttpResponse:
    """Who cannot be decided stays behind, as the page said; the others all go, or none does."""
    ready = [choice.row.volunteer for choice in choices if choice.obstacle is None]
    told = (
        "1 persoon {}. Die krijgt een mail." if len(ready) == 1 else f"{len(ready)} mensen {{}}. Zij krijgen een mail."
    )
    try:
        if verdict == ACCEPT:
            accept_volunteers(ready, by=request.user, now=request.now)
            messages.success(request, told.format("aangenomen"))
        else:
            decline_volunteers(ready, reason=form.cleaned_data["reason"], by=request.user, now=request.now)
            messages.success(request, told.format("afgewezen"))
    except RefusedError as error:
        messages.error(request, f"{sentence(error.refusal)} Er is niets veranderd.")
    return redirect("office:volunteers", shown.year)


@require_POST
@door(*OFFICE)
def reconsider(request: SignedInRequest, year: int, code: str) -> HttpResponse:
    shown = edition_to_run(request.user, year)
    volunteer = get_object_or_404(volunteers_in(shown), code=code)
    try:
        reconsider_volunteer(volunteer, by=request.user, now=request.now)
        messages.success(request, f"Over {volunteer.name} moet opnieuw worden beslist. De persoon krijgt een mail.")
    except RefusedError as error:
        messages.error(request, sentence(error.refusal))
    return redirect("office:volunteers", year)
