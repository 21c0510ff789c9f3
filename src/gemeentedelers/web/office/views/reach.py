from typing import TYPE_CHECKING

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from gemeentedelers.domain.municipalities.queries import municipalities_on
from gemeentedelers.domain.outreach.queries import (
    approaches_of_municipality,
    campaigns_of,
    contacts_of,
    invited_in,
    reach_in,
)
from gemeentedelers.domain.outreach.rules import LeftOut, StopReason, started_after
from gemeentedelers.domain.people.rules import OFFICE
from gemeentedelers.web.office.access import edition_in_sight, may_run
from gemeentedelers.web.office.frame import frame
from gemeentedelers.web.office.outreach_forms import ReachFilter
from gemeentedelers.web.office.reaching import chosen_lines, overview_of
from gemeentedelers.web.ui.doors import door
from gemeentedelers.web.ui.requests import SignedInRequest

if TYPE_CHECKING:
    from gemeentedelers.domain.municipalities.models import Municipality

PER_PAGE = 100


@require_safe
@door(*OFFICE)
def reach(request: SignedInRequest, year: int) -> HttpResponse:
    """Which municipalities take part, which write, and which have not begun. What a draft says is nowhere here."""
    shown = edition_in_sight(request.user, year)
    overview = overview_of(shown)
    provinces = overview.provinces
    wanted = ReachFilter(request.GET, provinces=[part.name for part in provinces])
    lines = chosen_lines(overview.lines, wanted)
    context = {
        "overview": overview,
        "tally": overview.tally,
        "provinces": provinces,
        "sizes": overview.sizes,
        "map": overview.map,
        "wanted": wanted,
        "page": Paginator(lines, PER_PAGE).get_page(request.GET.get("pagina")),
        "query": f"{urlencode(wanted.chosen)}&",
        "filter": urlencode(wanted.chosen),
        "campaigns": campaigns_of(shown),
        "n_addresses": sum(line.n_contacts for line in overview.lines),
        "n_addressed": sum(bool(line.n_contacts) for line in overview.lines),
    }
    return render(request, "office/reach.html", {**context, **frame(request, shown)})


@require_safe
@door(*OFFICE)
def municipality(request: SignedInRequest, year: int, code: str) -> HttpResponse:
    """One municipality: how far it is, who our contacts are, and when it was invited."""
    shown = edition_in_sight(request.user, year)
    found = get_object_or_404(municipalities_on(shown.reference_date), code=code)
    row = next(row for row in reach_in(shown).rows if row.code == found.code)
    invited = invited_in(shown).get(found.code)
    context = {
        "municipality": found,
        "row": row,
        "invited": invited,
        "started_since": started_after(invited.first_at if invited else None, row.newest_start),
        "approaches": [
            (approach, LeftOut(approach.left_out) if approach.left_out else None)
            for approach in approaches_of_municipality(shown, found)
        ],
        "contacts": _contacts(request, year, found),
    }
    return render(request, "office/reach_municipality.html", {**context, **frame(request, shown)})


def _contacts(request: SignedInRequest, year: int, found: "Municipality") -> list[tuple[object, StopReason | None]]:
    """Addresses are for those who run the edition; who looks along does not need them."""
    if not may_run(request.user, year):
        return []
    return [
        (contact, StopReason(contact.stop_reason) if contact.stop_reason else None) for contact in contacts_of(found)
    ]
