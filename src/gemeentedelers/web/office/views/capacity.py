from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from gemeentedelers.domain.people.rules import OFFICE
from gemeentedelers.domain.volunteers.queries import capacity_of, supply_of
from gemeentedelers.domain.volunteers.rules import ASSUMED, Outlook, Supply
from gemeentedelers.web.office.access import edition_in_sight
from gemeentedelers.web.office.frame import frame
from gemeentedelers.web.office.panels import Panel, panel_asked_for, panels_of
from gemeentedelers.web.office.volunteer_forms import CapacityForm
from gemeentedelers.web.ui.doors import door
from gemeentedelers.web.ui.requests import SignedInRequest

if TYPE_CHECKING:
    from gemeentedelers.domain.editions.models import Round


@dataclass(frozen=True)
class WhatIf:
    """What the organiser supposes; without a word it is as things stand."""

    reads: int
    minutes_per_entry: int
    n_extra: int
    n_entries: int


@require_safe
@door(*OFFICE)
def capacity(request: SignedInRequest, year: int) -> HttpResponse:
    """How many readers are needed, and what more readings bring. Every question is in the address; nothing changes."""
    shown = edition_in_sight(request.user, year)
    panel = panel_asked_for(shown, request.GET.get("ronde", ""))
    now = supply_of(panel.round)
    form = CapacityForm(request.GET or None)
    supposed = _supposed(form, panel.round, now)
    supply = replace(now, n_entries=supposed.n_entries)
    outlooks = capacity_of(
        supply,
        places=panel.round.places,
        minutes_per_entry=supposed.minutes_per_entry,
        n_extra=supposed.n_extra,
    )
    context = {"panel": panel, "panels": panels_of(shown), "form": form, "now": now, "supply": supply}
    context |= {"supposed": supposed, "outlooks": outlooks, "spread": ASSUMED}
    context |= {"chosen": _chosen(outlooks, supposed.reads), "verdict": _verdict(panel, outlooks, supposed)}
    return render(request, "office/capacity.html", {**context, **frame(request, shown)})


def _supposed(form: CapacityForm, round_: "Round", now: Supply) -> WhatIf:
    """A faulty answer counts as none; the form says what is wrong with it."""
    form.is_valid()
    given = getattr(form, "cleaned_data", {})

    def said(name: str, otherwise: int) -> int:
        value = given.get(name)
        return otherwise if value is None else int(value)

    return WhatIf(
        reads=said("lezingen", round_.reads_per_entry),
        minutes_per_entry=said("minuten", round_.minutes_per_entry),
        n_extra=said("erbij", 0),
        n_entries=said("inzendingen", now.n_entries),
    )


def _chosen(outlooks: list[Outlook], reads: int) -> Outlook | None:
    return next((outlook for outlook in outlooks if outlook.need.reads == reads), None)


def _verdict(panel: Panel, outlooks: list[Outlook], supposed: WhatIf) -> str:
    """The most readings that fit in the time of who reads, in one sentence."""
    if not supposed.n_entries:
        return "Er zijn nog geen inzendingen in de wedstrijd. Vul hieronder in hoeveel u er verwacht."
    fits = [outlook.need.reads for outlook in outlooks if outlook.need.is_covered]
    if fits:
        return f"Er is tijd voor {max(fits)} lezingen per inzending."
    waiting = [outlook.need.reads for outlook in outlooks if outlook.need.is_covered_with_waiting]
    if waiting:
        return f"Neemt u iedereen aan die wacht, dan is er tijd voor {max(waiting)} lezingen per inzending."
    return f"Er is nog te weinig tijd voor {outlooks[0].need.reads} lezingen per inzending."
