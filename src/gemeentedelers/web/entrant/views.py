from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gemeentedelers.domain.editions.queries import criteria_of, edition_open_for_entry
from gemeentedelers.domain.editions.rules import days_left
from gemeentedelers.domain.entries.actions import (
    answer_criterion,
    join_team,
    reopen_entry,
    start_entry,
    submit_entry,
    withdraw_entry,
    write_section,
)
from gemeentedelers.domain.entries.queries import entries_of_team, newest_version, nominations_for, team_of
from gemeentedelers.domain.entries.rules import (
    EntryObstacle,
    EntryStatus,
    Section,
    why_not_reopen,
    why_not_withdraw,
    why_not_write,
)
from gemeentedelers.domain.people.queries import user_by_email
from gemeentedelers.domain.scoring.queries import advice_for
from gemeentedelers.foundation.refusals import RefusedError
from gemeentedelers.web.entrant.forms import ColleagueForm, SectionForm, form_for
from gemeentedelers.web.entrant.overview import answers_of, doubts_about, overview_of, part_url, saved_at, steps_of
from gemeentedelers.web.entrant.questions import Part, parts_of
from gemeentedelers.web.ui.doors import door
from gemeentedelers.web.ui.labels import label, sentence
from gemeentedelers.web.ui.requests import SignedInRequest

if TYPE_CHECKING:
    from gemeentedelers.domain.editions.models import Edition
    from gemeentedelers.domain.entries.models import Entry
    from gemeentedelers.domain.people.models import User

Change = Callable[..., None]


@require_safe
@door()
def entries(request: SignedInRequest) -> HttpResponse:
    edition = edition_open_for_entry(request.now)
    context = {
        "entries": [(row, label(EntryStatus(row.status))) for row in entries_of_team(request.user)],
        "nominations": nominations_for(request.user),
        "edition": edition,
        "left": _left(edition, request.now) if edition else "",
    }
    return render(request, "entrant/entries.html", context)


@require_POST
@door()
def start(request: SignedInRequest) -> HttpResponse:
    edition = edition_open_for_entry(request.now)
    if edition is None:
        messages.error(request, "De inschrijving is nu niet open.")
        return redirect("entrant:entries")
    try:
        begun = start_entry(edition, by=request.user, now=request.now)
    except RefusedError as error:
        messages.error(request, sentence(error.refusal))
        return redirect("account:home")
    return redirect("entrant:entry", begun.reference)


@require_safe
@door()
def entry(request: SignedInRequest, reference: str) -> HttpResponse:
    """The task list while a team writes; where the entry stands once it is submitted."""
    shown = _entry(request, reference)
    if shown.status == EntryStatus.DRAFT:
        return _task_list(request, shown)
    status = EntryStatus(shown.status)
    context = {
        "entry": shown,
        "status": label(status),
        "is_withdrawn": status is EntryStatus.WITHDRAWN,
        "steps": steps_of(shown, request.now),
        **_frozen(shown),
        "advice": advice_for(shown, request.now),
        "team": team_of(shown),
        "why_not_reopen": why_not_reopen(status=status, window=shown.edition.entry_window, now=request.now),
        "may_withdraw": why_not_withdraw(status=status) is None,
    }
    return render(request, "entrant/entry_status.html", context)


def _frozen(shown: "Entry") -> dict[str, object]:
    """What readers read, with each answer under the name of its criterion."""
    version = newest_version(shown)
    given = version.content["answers"] if version else {}
    answers = [(row.name, given.get(row.key, "")) for row in criteria_of(shown.edition)]
    return {"version": version, "answers": answers}


def _task_list(request: SignedInRequest, shown: "Entry") -> HttpResponse:
    context = {
        "entry": shown,
        "overview": overview_of(shown),
        "team": team_of(shown),
        "doubts": doubts_about(shown),
        "saved": saved_at(shown, request.now),
        "why_not": _why_not_write(shown, request.now),
        "left": _left(shown.edition, request.now),
    }
    return render(request, "entrant/entry_tasks.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@door()
def section(request: SignedInRequest, reference: str, key: str) -> HttpResponse:
    shown = _entry(request, reference)
    parts = parts_of(shown.edition)
    position = next((index for index, part in enumerate(parts) if part.key == key), None)
    if position is None:
        raise Http404
    part = parts[position]
    form = form_for(part, shown, request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid() and _kept(request, shown, part, form):
        return redirect(_after(request, shown, parts, position))
    if request.method != "POST" and shown.status != EntryStatus.DRAFT:
        return redirect("entrant:entry", reference)
    context = {
        "entry": shown,
        "part": part,
        "form": form,
        "questions": form.questions(),
        "number": position + 1,
        "n_parts": len(parts),
        "doubts": doubts_about(shown) if key == Section.BASICS and not form.is_bound else [],
        "saved": saved_at(shown, request.now) if not form.is_bound else "",
        "why_not": _why_not_write(shown, request.now),
    }
    return render(request, "entrant/entry_section.html", context, status=422 if form.is_bound else 200)


def _kept(request: SignedInRequest, shown: "Entry", part: Part, form: SectionForm) -> bool:
    """Whether the text was kept. When it is refused, the form goes back with everything that was typed."""
    by, now = request.user, request.now
    try:
        if part.criterion is not None:
            answer_criterion(shown, part.criterion, form.cleaned_data["answer"], by=by, now=now)
        else:
            themes = form.cleaned_data.get("themes")
            write_section(shown, Section(part.key), form.values(), by=by, now=now, themes=themes)
    except RefusedError as error:
        form.add_error(None, sentence(error.refusal))
        return False
    return True


def _after(request: SignedInRequest, shown: "Entry", parts: list[Part], position: int) -> str:
    """Where saving leads: on to the next part, or the same page to go on writing or to read a hint."""
    here = part_url(shown.reference, parts[position].key)
    shown.refresh_from_db(fields=["finished_on"])
    has_hint = parts[position].key == Section.BASICS and bool(doubts_about(shown))
    if "verder" not in request.POST or has_hint:
        return here
    following = parts[position + 1 : position + 2]
    return part_url(shown.reference, following[0].key if following else "controleren")


@require_http_methods(["GET", "HEAD", "POST"])
@door()
def team(request: SignedInRequest, reference: str) -> HttpResponse:
    shown = _entry(request, reference)
    form = ColleagueForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        colleague = _colleague(shown, form.cleaned_data["email"])
        if colleague is not None:
            join_team(shown, colleague, by=request.user, now=request.now)
            messages.success(request, f"{colleague.name} schrijft nu mee.")
            return redirect("entrant:team", reference)
        message = f"Wij vinden geen collega van gemeente {shown.municipality.name} met dit adres."
        form.add_error("email", message)
    context = {"entry": shown, "team": team_of(shown), "form": form}
    return render(request, "entrant/entry_team.html", context, status=422 if form.is_bound else 200)


def _colleague(shown: "Entry", email: str) -> "User | None":
    """Somebody of the same municipality. For all others the answer is the same as for an unknown address."""
    found = user_by_email(email)
    return found if found and found.municipality_id == shown.municipality_id else None


@require_safe
@door()
def check(request: SignedInRequest, reference: str) -> HttpResponse:
    shown = _entry(request, reference)
    if shown.status != EntryStatus.DRAFT:
        return redirect("entrant:entry", reference)
    overview = overview_of(shown)
    context = {
        "entry": shown,
        "overview": overview,
        "answers": answers_of(shown, overview),
        "doubts": doubts_about(shown),
        "why_not": _why_not_write(shown, request.now),
    }
    return render(request, "entrant/entry_check.html", context)


@require_POST
@door()
def submit(request: SignedInRequest, reference: str) -> HttpResponse:
    shown = _entry(request, reference)
    try:
        submit_entry(shown, by=request.user, now=request.now)
    except RefusedError as error:
        messages.error(request, sentence(error.refusal))
        is_draft = error.refusal.code is not EntryObstacle.NOT_A_DRAFT
        return redirect("entrant:check" if is_draft else "entrant:entry", reference)
    return redirect("entrant:receipt", reference)


@require_safe
@door()
def receipt(request: SignedInRequest, reference: str) -> HttpResponse:
    shown = _entry(request, reference)
    if shown.status != EntryStatus.SUBMITTED:
        return redirect("entrant:entry", reference)
    context = {"entry": shown, "steps": steps_of(shown, request.now), "team": team_of(shown)}
    return render(request, "entrant/entry_receipt.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@door()
def reopen(request: SignedInRequest, reference: str) -> HttpResponse:
    shown = _entry(request, reference)
    if request.method == "POST":
        return _changed(request, shown, reopen_entry, "Uw inzending is weer een concept. U kunt verder schrijven.")
    refusal = why_not_reopen(status=EntryStatus(shown.status), window=shown.edition.entry_window, now=request.now)
    return render(request, "entrant/entry_reopen.html", {"entry": shown, "why_not": refusal})


@require_http_methods(["GET", "HEAD", "POST"])
@door()
def withdraw(request: SignedInRequest, reference: str) -> HttpResponse:
    shown = _entry(request, reference)
    if request.method == "POST":
        return _changed(request, shown, withdraw_entry, "Uw inzending is ingetrokken.")
    refusal = why_not_withdraw(status=EntryStatus(shown.status))
    return render(request, "entrant/entry_withdraw.html", {"entry": shown, "why_not": refusal})


def _changed(request: SignedInRequest, shown: "Entry", change: Change, done: str) -> HttpResponse:
    try:
        change(shown, by=request.user, now=request.now)
    except RefusedError as error:
        messages.error(request, sentence(error.refusal))
    else:
        messages.success(request, done)
    return redirect("entrant:entry", shown.reference)


def _entry(request: SignedInRequest, reference: str) -> "Entry":
    """An entry of the viewer's own teams; for everybody else it does not exist."""
    return get_object_or_404(entries_of_team(request.user), reference=reference)


def _why_not_write(shown: "Entry", now: datetime) -> str:
    refusal = why_not_write(status=EntryStatus(shown.status), window=shown.edition.entry_window, now=now)
    return sentence(refusal) if refusal else ""


def _left(edition: "Edition", now: datetime) -> str:
    days = days_left(edition.entry_deadline, now)
    if days < 0:
        return "De inschrijving is gesloten"
    return {0: "Vandaag is de laatste dag", 1: "Nog 1 dag"}.get(days, f"Nog {days} dagen")
