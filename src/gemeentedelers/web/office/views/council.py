from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gemeentedelers.domain.entries.queries import entries_in_competition
from gemeentedelers.domain.people.rules import OFFICE
from gemeentedelers.domain.shortlists.actions import draw_lots, promise_draw, rule_in_panel
from gemeentedelers.domain.shortlists.queries import (
    close_to_the_cut,
    council_of,
    discussion_of,
    draws_in,
    grounds_in,
    newest_verdicts,
    ties_to,
)
from gemeentedelers.foundation.refusals import RefusedError
from gemeentedelers.web.office.access import edition_in_sight, edition_to_run, reading_round
from gemeentedelers.web.office.decision_forms import PanelForm, PromiseForm, SeedForm, pressed
from gemeentedelers.web.office.frame import frame
from gemeentedelers.web.ui.doors import door
from gemeentedelers.web.ui.labels import label, sentence
from gemeentedelers.web.ui.requests import SignedInRequest

if TYPE_CHECKING:
    from gemeentedelers.domain.editions.models import Edition, Round
    from gemeentedelers.domain.entries.models import Entry
    from gemeentedelers.domain.people.models import User
    from gemeentedelers.domain.rankings.rules import Ranked


@require_safe
@door(*OFFICE)
def council(request: SignedInRequest, year: int) -> HttpResponse:
    """The entries that stand too close to the cut, with what was decided about each."""
    shown = edition_in_sight(request.user, year)
    round_ = reading_round(shown)
    entries, verdicts = _entries(shown), newest_verdicts(round_)
    rows = [(row, entries[row.reference], verdicts.get(row.reference)) for row in close_to_the_cut(round_)]
    context = {
        "round": round_,
        "rows": rows,
        "n_done": sum(verdict is not None for _, _, verdict in rows),
        "next": next((entry for _, entry, verdict in rows if verdict is None), None),
    }
    return render(request, "office/council.html", {**context, **frame(request, shown)})


@require_http_methods(["GET", "HEAD", "POST"])
@door(*OFFICE)
def discuss(request: SignedInRequest, year: int, reference: str) -> HttpResponse:
    """One entry on the table: what readers thought, who steps aside, and the decision of those present."""
    shown = edition_in_sight(request.user, year)
    round_ = reading_round(shown)
    close = close_to_the_cut(round_)
    place = next((index for index, row in enumerate(close) if row.reference == reference), None)
    if place is None:
        raise Http404
    entry = _entries(shown)[reference]
    if request.method != "POST":
        return _table(request, entry, close, place)
    edition_to_run(request.user, year)
    form = PanelForm(_allowed(entry, round_), request.POST)
    decision = pressed(request.POST)
    if decision is None:
        form.add_error(None, "Kies door, niet door of kwam er niet uit.")
    if not form.is_valid() or decision is None:
        return _table(request, entry, close, place, form=form)
    try:
        rule_in_panel(
            entry,
            decision,
            reason=form.cleaned_data["reason"],
            present=form.present_people,
            dissent=form.cleaned_data["dissent"],
            by=request.user,
            now=request.now,
        )
    except RefusedError as error:
        form.add_error(None, sentence(error.refusal))
        return _table(request, entry, close, place, form=form)
    messages.success(request, f"Bewaard: {entry.title}, {label(decision)}.")
    return _next(year, round_, close, place)


def _next(year: int, round_: "Round", close: "list[Ranked]", place: int) -> HttpResponse:
    """The next entry on the list without a verdict, and the overview after the last."""
    done = newest_verdicts(round_)
    following = [row.reference for row in close[place + 1 :] if row.reference not in done]
    return redirect("office:discuss", year, following[0]) if following else redirect("office:council", year)


def _allowed(entry: "Entry", round_: "Round") -> "list[User]":
    """Who may be at the table: nobody who knows the people of the entry."""
    people = council_of(round_)
    ties = ties_to(entry, people)
    return [user for user in people if user.pk not in ties]


def _table(
    request: SignedInRequest,
    entry: "Entry",
    close: "list[Ranked]",
    place: int,
    *,
    form: PanelForm | None = None,
) -> HttpResponse:
    shown = entry.edition
    round_ = reading_round(shown)
    people = council_of(round_)
    ties = ties_to(entry, people)
    discussion = discussion_of(entry, close[place], round_)
    latest = max(newest_verdicts(round_).values(), key=lambda verdict: verdict.decided_at, default=None)
    seated = [user.code for user in latest.present.all()] if latest else []
    context = {
        "discussion": discussion,
        "number": place + 1,
        "n_close": len(close),
        "round": round_,
        "tied": [(user, sentence(ties[user.pk])) for user in people if user.pk in ties],
        "before": close[place - 1].reference if place else None,
        "after": close[place + 1].reference if place + 1 < len(close) else None,
        "form": form or PanelForm([user for user in people if user.pk not in ties], initial={"present": seated}),
    }
    return render(request, "office/discuss.html", {**context, **frame(request, shown)}, status=422 if form else 200)


@require_safe
@door(*OFFICE)
def draws(request: SignedInRequest, year: int) -> HttpResponse:
    return _draws_page(request, edition_in_sight(request.user, year))


@require_POST
@door(*OFFICE)
def promise(request: SignedInRequest, year: int) -> HttpResponse:
    shown = edition_to_run(request.user, year)
    form = PromiseForm(_undecided(shown), request.POST)
    if not form.is_valid():
        return _draws_page(request, shown, promise_form=form)
    said = form.cleaned_data
    try:
        promise_draw(
            shown,
            said["entries"],
            places=said["places"],
            promise=said["promise"],
            reason=said["reason"],
            by=request.user,
            now=request.now,
        )
    except RefusedError as error:
        form.add_error(None, sentence(error.refusal))
        return _draws_page(request, shown, promise_form=form)
    messages.success(request, "De loting is vastgelegd. Trek de loten als de uitkomst bekend is.")
    return redirect("office:draws", year)


@require_POST
@door(*OFFICE)
def draw(request: SignedInRequest, year: int, code: str) -> HttpResponse:
    shown = edition_to_run(request.user, year)
    found = get_object_or_404(draws_in(reading_round(shown)), code=code)
    form = SeedForm(request.POST)
    if not form.is_valid():
        return _draws_page(request, shown, seed_form=form)
    try:
        draw_lots(found, form.cleaned_data["seed"], by=request.user, now=request.now)
        messages.success(request, "De loten zijn getrokken. De uitkomst telt mee in het volgende voorstel.")
    except RefusedError as error:
        messages.error(request, sentence(error.refusal))
    return redirect("office:draws", year)


def _undecided(shown: "Edition") -> "list[Entry]":
    """What a panel could not part, and was not drawn yet."""
    grounds = grounds_in(reading_round(shown))
    drawn = {reference for lots in grounds.draws for reference in lots.order}
    waiting = set(grounds.undecided) - drawn
    return [entry for reference, entry in _entries(shown).items() if reference in waiting]


def _draws_page(
    request: SignedInRequest,
    shown: "Edition",
    *,
    promise_form: PromiseForm | None = None,
    seed_form: SeedForm | None = None,
) -> HttpResponse:
    entries, undecided = _entries(shown), _undecided(shown)
    rows = [
        (row, [(reference, entries.get(reference)) for reference in row.order or row.references])
        for row in draws_in(reading_round(shown))
    ]
    context = {
        "rows": rows,
        "undecided": undecided,
        "promise_form": promise_form or PromiseForm(undecided),
        "seed_form": seed_form or SeedForm(),
        "faulty_form": promise_form or seed_form,
    }
    status = 422 if promise_form or seed_form else 200
    return render(request, "office/draws.html", {**context, **frame(request, shown)}, status=status)


def _entries(shown: "Edition") -> "dict[str, Entry]":
    return {entry.reference: entry for entry in entries_in_competition(shown)}
