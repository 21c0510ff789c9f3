from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from gemeentedelers.domain.editions.rules import phase_of
from gemeentedelers.domain.entries.queries import entries_in_competition, intake_counts
from gemeentedelers.domain.people.rules import OFFICE
from gemeentedelers.domain.shortlists.queries import shortlist_of
from gemeentedelers.web.office.access import edition_in_sight
from gemeentedelers.web.office.frame import frame
from gemeentedelers.web.office.tasks import desk_of
from gemeentedelers.web.office.timetable import milestones
from gemeentedelers.web.ui.doors import door
from gemeentedelers.web.ui.requests import SignedInRequest

if TYPE_CHECKING:
    from gemeentedelers.domain.editions.models import Edition


@require_safe
@door(*OFFICE)
def edition(request: SignedInRequest, year: int) -> HttpResponse:
    shown = edition_in_sight(request.user, year)
    stages = _stages(shown)
    context = {
        "phase": phase_of(shown.timetable, request.now),
        "timetable": milestones(shown, request.now),
        "most": max(1, *(count for _, count in stages)),
        "funnel": [{"label": label, "count": count} for label, count in stages],
        "desk": desk_of(shown, request.now),
    }
    return render(request, "office/edition.html", {**context, **frame(request, shown)})


def _stages(shown: "Edition") -> list[tuple[str, int]]:
    """How many entries came how far, the first stage first."""
    counts = intake_counts(shown)
    return [
        ("begonnen", counts.n_drafts + counts.n_submitted),
        ("ingediend", counts.n_submitted),
        ("in de wedstrijd", entries_in_competition(shown).count()),
        ("op de shortlist", shortlist_of(shown).count()),
    ]
