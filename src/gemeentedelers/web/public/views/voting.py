import secrets
from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from gemeentedelers.domain.editions.queries import edition_in_full
from gemeentedelers.domain.voting.actions import ask_ballot, confirm_ballot
from gemeentedelers.domain.voting.queries import (
    asking_with_link,
    candidates_in,
    entries_in_vote,
    obstacle_to_confirm,
    phase_in,
    report_of,
    shown_vote,
)
from gemeentedelers.domain.voting.rules import VotePhase, VotingObstacle, shuffled
from gemeentedelers.domain.voting.rules.addresses import network_of
from gemeentedelers.foundation.refusals import Refusal, RefusedError
from gemeentedelers.web.public.voting_forms import AddressForm, VoteForm
from gemeentedelers.web.ui.labels import sentence
from gemeentedelers.web.ui.requests import TimedRequest, client_address

if TYPE_CHECKING:
    from gemeentedelers.domain.voting.models import Vote

ORDER, ORDER_LASTS = "stemvolgorde", timedelta(days=30)
STATUS = {VotingObstacle.UNKNOWN_LINK: 404, VotingObstacle.LINK_EXPIRED: 410, VotingObstacle.LINK_USED: 410}
AN_HOUR = 3_600


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def vote(request: TimedRequest) -> HttpResponse:
    """Choose one finalist and give an address. The answer is the same for every address."""
    shown = shown_vote(request.now)
    if shown is None or phase_in(shown, request.now) is not VotePhase.OPEN:
        return _not_open(request, shown)
    form = VoteForm(request.POST if request.method == "POST" else None)
    return _asked(request, shown, form) or _page(request, shown, form)


def _not_open(request: TimedRequest, shown: "Vote | None") -> HttpResponse:
    phase = phase_in(shown, request.now) if shown else None
    return render(request, "public/stemmen_dicht.html", {"vote": shown, "phase": phase})


def _page(request: TimedRequest, shown: "Vote", form: VoteForm) -> HttpResponse:
    """Every visitor has an order and keeps it, in a cookie: no row is stored for who only looks."""
    order = request.COOKIES.get(ORDER) or secrets.token_hex(8)
    form.offer(shuffled(list(candidates_in(shown)), seed=f"{order}:{shown.pk}"))
    page = render(request, "public/stemmen.html", {"vote": shown, "form": form}, status=422 if form.errors else 200)
    secure = settings.SESSION_COOKIE_SECURE
    page.set_cookie(ORDER, order, max_age=ORDER_LASTS, secure=secure, httponly=True, samesite="Lax")
    return page


def _asked(request: TimedRequest, shown: "Vote", form: AddressForm) -> HttpResponse | None:
    """Where a filled form leads; None when it has to be shown, with what is wrong in it. No choice asks to withdraw."""
    if not form.is_bound or not form.is_valid():
        return None
    address, choice = form.cleaned_data["email"], form.cleaned_data.get("choice", "")
    network = network_of(client_address(request))
    try:
        ask_ballot(shown, address=address, choice=choice, network=network, now=request.now)
    except RefusedError as error:
        code = error.refusal.code
        if code is VotingObstacle.NETWORK_BUSY:
            busy = render(request, "429.html", status=429)
            busy.headers["Retry-After"] = str(AN_HOUR)
            return busy
        form.add_error("choice" if code is VotingObstacle.NOT_A_CANDIDATE else None, sentence(error.refusal))
        return None
    return redirect("public:vote_asked")


@require_safe
def asked(request: TimedRequest) -> HttpResponse:
    """What happens next. It says the same whether the address voted, may not vote or is unknown."""
    return render(request, "public/stemmen_verstuurd.html")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: TimedRequest) -> HttpResponse:
    """Ask for a link to withdraw the vote of an address."""
    shown = shown_vote(request.now)
    if shown is None or phase_in(shown, request.now) is not VotePhase.OPEN:
        return _not_open(request, shown)
    form = AddressForm(request.POST if request.method == "POST" else None)
    if answer := _asked(request, shown, form):
        return answer
    context = {"vote": shown, "form": form}
    return render(request, "public/stemmen_intrekken.html", context, status=422 if form.errors else 200)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: TimedRequest, link: str) -> HttpResponse:
    """The link of the mail. Looking changes nothing, because mail scanners look too; the POST uses it up."""
    if request.method != "POST":
        asking = asking_with_link(link)
        refusal = obstacle_to_confirm(asking, request.now)
        if refusal is not None or asking is None:
            return _broken_link(request, refusal)
        return render(request, "public/stemmen_bevestigen.html", {"vote": asking.vote})
    try:
        confirmed = confirm_ballot(link, now=request.now)
    except RefusedError as error:
        return _broken_link(request, error.refusal)
    return render(request, "public/stemmen_bevestigd.html", {"confirmed": confirmed, "vote": confirmed.vote})


def _broken_link(request: TimedRequest, refusal: Refusal | None) -> HttpResponse:
    code = refusal.code if refusal else VotingObstacle.UNKNOWN_LINK
    context = {"refusal": refusal, "is_used": code is VotingObstacle.LINK_USED}
    known = STATUS.get(code, 410) if isinstance(code, VotingObstacle) else 410
    return render(request, "public/stemmen_link.html", context, status=known)


@require_safe
def report(request: TimedRequest, year: int) -> HttpResponse:
    """How the public prize came about. Before the reveal this page does not exist, for nobody."""
    shown = get_object_or_404(edition_in_full(year, request.now))
    found = report_of(shown, request.now)
    if found is None:
        raise Http404
    entries = entries_in_vote(shown)
    context = {
        "edition": shown,
        "turnout": found.turnout,
        "outcome": found.outcome,
        "winner": entries.get(found.outcome.awarded or ""),
        "rows": [(total, entries.get(total.reference)) for total in found.outcome.totals],
        "drawn": [(reference, entries.get(reference)) for reference in found.outcome.by_lot],
    }
    return render(request, "public/uitslag_publieksprijs.html", context)
