from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from gemeentedelers.domain.editions.queries import edition_in_full, editions_shown_at
from gemeentedelers.domain.editions.rules import Phase, phase_of
from gemeentedelers.domain.explanations.queries import account_of
from gemeentedelers.domain.publications.queries import publications_of_edition
from gemeentedelers.domain.publications.rules import Outcome
from gemeentedelers.domain.results.queries import export_of, opened_result, public_prize_in
from gemeentedelers.domain.results.rules.exports import written
from gemeentedelers.domain.scoring.queries import counting_scorecards
from gemeentedelers.domain.shortlists.queries import story_of
from gemeentedelers.domain.verdicts.queries import roll_outs_of
from gemeentedelers.web.public.winners import map_of
from gemeentedelers.web.ui.cards import counted_cards
from gemeentedelers.web.ui.requests import TimedRequest


@require_safe
def editions(request: TimedRequest) -> HttpResponse:
    rows = [(shown, phase_of(shown.timetable, request.now)) for shown in editions_shown_at(request.now)]
    return render(request, "public/edities.html", {"rows": rows})


@require_safe
def result(request: TimedRequest, year: int) -> HttpResponse:
    """The result and how it came about. Before the reveal this page does not exist, for nobody."""
    shown = get_object_or_404(edition_in_full(year, request.now))
    if phase_of(shown.timetable, request.now) is not Phase.RESULTS:
        raise Http404
    cases = list(publications_of_edition(shown))
    drawn = list(zip(cases, counted_cards(cases), strict=True))
    cards = {outcome: [card for case, card in drawn if case.outcome == outcome] for outcome in Outcome}
    n_winners, n_finalists = len(cards[Outcome.WINNER]), len(cards[Outcome.FINALIST])
    opened = opened_result(shown, request.now)
    n_shortlisted = len(cards[Outcome.SHORTLISTED]) + n_finalists + n_winners
    context = {
        "edition": shown,
        "map": map_of([case for case in cases if case.outcome == Outcome.WINNER]),
        "winners": cards[Outcome.WINNER],
        "finalists": cards[Outcome.FINALIST],
        "shortlisted": cards[Outcome.SHORTLISTED],
        "others": cards[Outcome.PARTICIPANT],
        "roll_outs": roll_outs_of(shown, request.now),
        "n_cases": len(cases),
        "story": story_of(shown, request.now),
        "opened": opened,
        "public_prize": public_prize_in(opened) if opened else None,
        "n_scorecards": 0 if shown.is_archived else counting_scorecards(shown).count(),
        "funnel": [
            {"label": "Ingediende casussen", "count": len(cases)},
            {"label": "Op de shortlist", "count": n_shortlisted},
            {"label": "In de finale", "count": n_winners + n_finalists},
            {"label": "Winnaars", "count": n_winners},
        ],
    }
    return render(request, "public/uitslag.html", context)


@require_safe
def account(request: TimedRequest, year: int) -> HttpResponse:
    """How the result came about, without a person in it. Like the result it does not exist before the reveal."""
    shown = get_object_or_404(edition_in_full(year, request.now))
    found = account_of(shown, request.now)
    if found is None:
        raise Http404
    context = {"edition": shown, "account": found, "finalists": list(found.finalists.items())}
    return render(request, "public/uitslag_verantwoording.html", context)


@require_safe
def result_file(request: TimedRequest, year: int) -> HttpResponse:
    """What was sealed, for anybody to check. Before the reveal this file does not exist, for nobody."""
    opened = opened_result(get_object_or_404(edition_in_full(year, request.now)), request.now)
    if opened is None:
        raise Http404
    return HttpResponse(written(export_of(opened)), content_type="application/json")
