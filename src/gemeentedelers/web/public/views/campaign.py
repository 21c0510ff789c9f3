from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.timezone import localtime
from django.views.decorators.http import require_safe

from gemeentedelers.domain.editions.queries import (
    current_edition,
    edition_in_full,
    edition_open_for_entry,
    newest_move,
)
from gemeentedelers.domain.editions.rules import Phase, RoundKind, phase_of
from gemeentedelers.domain.entries.queries import entries_in_competition, participating_municipalities
from gemeentedelers.domain.finals.queries import announced_finalists
from gemeentedelers.domain.municipalities.queries import current_codes, n_municipalities_on, tile_map
from gemeentedelers.domain.people.queries import people_with_role
from gemeentedelers.domain.people.rules import Role
from gemeentedelers.domain.publications.queries import winning_publications
from gemeentedelers.domain.results.queries import seals_of
from gemeentedelers.domain.shortlists.queries import announced_shortlist, story_of
from gemeentedelers.domain.verdicts.queries import winners_of
from gemeentedelers.domain.voting.queries import votes_open_at
from gemeentedelers.web.ui.cards import counted_cards
from gemeentedelers.web.ui.requests import TimedRequest
from gemeentedelers.web.ui.templatetags.ui import closing, moment
from gemeentedelers.web.ui.tiles import drawn

if TYPE_CHECKING:
    from gemeentedelers.domain.editions.models import Edition


@dataclass(frozen=True)
class Milestone:
    """One moment of the timetable, as the line on the page shows it."""

    label: str
    when: str
    state: str
    note: str = ""


@require_safe
def campaign(request: TimedRequest) -> HttpResponse:
    current = current_edition(request.now)
    if current is None:
        return render(request, "public/welkom.html")
    return edition(request, current.year)


@require_safe
def edition(request: TimedRequest, year: int) -> HttpResponse:
    shown = get_object_or_404(edition_in_full(year, request.now))
    phase = phase_of(shown.timetable, request.now)
    taking_part = participating_municipalities(shown)
    earlier = list(winning_publications(limit=3))
    finalists = list(announced_finalists(shown, request.now)) if phase is Phase.FINALISTS else []
    chosen = {finalist.entry_id for finalist in finalists}
    shortlist = announced_shortlist(shown, request.now) if phase is Phase.FINALISTS else []
    context = {
        "edition": shown,
        "phase": phase,
        "move": newest_move(shown) if phase is Phase.CALL else None,
        "n_taking_part": len(taking_part),
        "n_municipalities": n_municipalities_on(_counting_day(shown, request.now)),
        "map": drawn(tile_map(), lit=current_codes(taking_part)),
        "n_entries": entries_in_competition(shown).count() if phase is not Phase.CALL else 0,
        "timetable": milestones(shown, request.now),
        "shortlist": [place for place in shortlist if place.entry_id not in chosen],
        "finalists": finalists,
        "can_vote": phase is Phase.FINALISTS and votes_open_at(request.now).filter(edition=shown).exists(),
        "story": story_of(shown, request.now) if phase is Phase.FINALISTS else None,
        "winners": winners_of(shown, request.now) if phase is Phase.RESULTS else [],
        "seals": seals_of(shown),
        "earlier": counted_cards(earlier),
        "jury": people_with_role(Role.JUROR, shown.year),
    }
    return render(request, "public/campaign.html", context)


@require_safe
def how_to_enter(request: TimedRequest) -> HttpResponse:
    current = edition_open_for_entry(request.now) or current_edition(request.now)
    if current is None:
        raise Http404
    shown = get_object_or_404(edition_in_full(current.year, request.now))
    is_open = shown.entry_window.is_open(request.now)
    return render(request, "public/meedoen.html", {"edition": shown, "is_open": is_open})


def _counting_day(shown: "Edition", now: datetime) -> date:
    """An edition counts the municipalities of its own time: today's while it runs, those of its close after."""
    return min(localtime(now).date(), shown.reference_date) if shown.revealed_at else localtime(now).date()


def milestones(shown: "Edition", now: datetime) -> list[Milestone]:
    """The timetable in order; the first moment that is still to come is the current one."""
    rounds = {round_.kind: round_ for round_ in shown.rounds.all()}
    planned = [
        ("Inschrijving opent", shown.entry_opens, moment(shown.entry_opens)),
        ("Inschrijving sluit", shown.entry_closes, closing(shown.entry_deadline)),
    ]
    for kind, label in ((RoundKind.READING, "Scoorders lezen tot"), (RoundKind.JURY, "Jury kiest tot")):
        if kind in rounds:
            planned.append((label, rounds[kind].closes, closing(rounds[kind].deadline)))
    planned.append(("Uitslag", shown.reveal_from, moment(shown.reveal_from)))
    coming = next((index for index, (_, at, _) in enumerate(planned) if now < at), len(planned))
    states = {-1: "past", 0: "current", 1: "coming"}
    return [
        Milestone(label, when, states[(index > coming) - (index < coming)])
        for index, (label, _, when) in enumerate(planned)
    ]
